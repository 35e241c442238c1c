// Titles of checks in Japanese. The types hold the tables complete.
import type { CheckId } from "../../checks.ts";
import type { ProofCheckId } from "../../proof/proof-report.ts";
import type { VerdictCheckId } from "../../verdict/index.ts";

export const documentTitles: Readonly<Record<CheckId, string>> = {
  "document-size": "文書の大きさ",
  envelope: "厳密な CBOR による COSE_Sign1 の構造",
  algorithm: "署名アルゴリズム",
  "signature-format": "署名の形式",
  payload: "ペイロードが厳密な CBOR マップ 1 つである",
  kind: "NitroTPM ではなくエンクレーブが作った文書である",
  fields: "未知の項目がない",
  "module-id": "module_id",
  digest: "digest",
  timestamp: "timestamp",
  pcrs: "pcrs",
  certificate: "certificate",
  cabundle: "cabundle",
  "public-key-size": "public_key",
  "user-data-size": "user_data",
  "nonce-size": "nonce",
  root: "証明書チェーンが、受け入れるルートから始まる",
  certificates: "すべての証明書が secp384r1 の厳密な X.509 である",
  issuers: "各証明書が、1 つ上の証明書を発行者としている",
  validity: "検証の時刻に、すべての証明書が有効期間内にある",
  authorities: "認証局が、署名してよいものに署名している",
  leaf: "文書の証明書は文書の署名にだけ使われる",
  "certificate-signatures": "各証明書に、1 つ上の証明書の署名がある",
  "document-signature": "文書に、その証明書の署名がある",
  "not-from-future": "文書の日付が未来ではない",
  age: "文書が新しい",
  debug: "エンクレーブがデバッグモードではない",
  measurement: "プログラムが期待どおりである",
  "expected-pcrs": "個々の PCR が期待どおりである",
  configuration: "表示された設定が、計測された設定である",
  nonce: "文書がこの nonce に答えている",
  "user-data": "user_data が Inkan のエンクレーブのものである",
  purpose: "文書がこの目的で作られている",
  origin: "文書にこのオリジンが記されている",
  keys: "示された鍵を文書が保証している",
};

export const proofTitles: Readonly<Record<ProofCheckId, string>> = {
  key: "鍵が P-256 の SubjectPublicKeyInfo である",
  fields: "応答に証明があり、各フィールドが 1 回ずつ現れる",
  "signature-input": "署名が 1 つで、ラベルが inkan である",
  components: "署名の対象が、プロファイルの定める要素と一致する",
  parameters: "署名のパラメーターが、プロファイルの定めるものと一致する",
  tag: "このアプリケーションのための署名である",
  keyid: "署名がこの鍵を指している",
  nonce: "リクエストの nonce が含まれている",
  created: "検証する側の時計で見て新しい",
  expires: "有効期限が切れていない",
  "content-digest": "内容が、署名されたときのままである",
  context: "Inkan-Context がプロファイルの定める項目を持つ",
  request: "このリクエストに対する応答である",
  "signature-format": "署名が 64 バイトで、r と s が 1..n-1 の範囲にある",
  signature: "メソッド、authority、パス、ステータス、フィールドに対する署名が正しい",
};

/** Checks of an endpoint as a whole. */
export const endpointTitles: Readonly<Record<VerdictCheckId, string>> = {
  evidence: "エンドポイントがアテステーションを示す",
  "expected-role": "役割が期待どおりである",
  "expected-registry": "レジストリが期待どおりである",
  "expected-origin": "オリジンが期待どおりである",
  "expected-pcr16": "設定が期待どおりである",
  "front-door": "接続を終端しているのは誰か",
  "url-origin": "この URL を、このエンクレーブが受け持っている",
  registry: "レジストリで、この計測値が発効している",
  proof: "応答が証明されている",
};
