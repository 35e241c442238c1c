// Why something was refused, in Japanese: for the codes that a check's title does not already explain.
import type { RefusalCode } from "../../errors.ts";
import type { ProofRefusalCode } from "../../proof/errors.ts";
import type { RegistryErrorCode } from "../../registry-error.ts";
import type { VerdictRefusalCode } from "../../verdict/index.ts";

type Code = RefusalCode | ProofRefusalCode | VerdictRefusalCode | RegistryErrorCode;

export const codesInJapanese: { readonly [code in Code]?: string } = {
  NOTHING_EXPECTED: "比べるべき値が与えられていません",
  EXPECTATION_MISMATCH: "期待した値と異なります",
  EVIDENCE_UNAVAILABLE: "アテステーションを取得できません",
  EVIDENCE_MALFORMED: "証拠が docs/protocol の定める形式ではありません",
  EXCHANGE_FAILED: "エンドポイントが時間内に応答しないか、接続できません",
  ANSWER_TOO_LARGE: "応答が大きすぎます",
  MEASUREMENT_NOT_IN_FORCE: "この計測値はレジストリで発効していません",
  NO_ANSWER: "リクエストに応答がありません",
  TLS_NOT_ACCEPTED: "TLS がエンクレーブの外で、受け入れられない証明書により終端されています",
  FRONT_DOOR_MISMATCH: "TLS のない接続なのに、TLS はエンクレーブで終端されると述べています",
  RPC_UNREACHABLE: "レジストリ用の RPC に接続できないか、HTTP エラーが返りました",
  RPC_TIMEOUT: "レジストリ用の RPC が時間内に応答しません",
  RPC_ANSWER_TOO_LARGE: "レジストリ用の RPC の応答が大きすぎます",
  RPC_ANSWER_INVALID: "レジストリ用の RPC の応答が、JSON-RPC 2.0 の正しい応答ではありません",
  RPC_ERROR: "レジストリ用の RPC がエラーを返しました",
  CHAIN_ID_MISMATCH: "RPC が別のチェーンのものです",
  REGISTRY_HAS_NO_CODE: "レジストリのアドレスにコントラクトがありません",
  REGISTRY_ANSWER_INVALID: "コントラクトの答えが、計測値の状態として解釈できません",
  ROOT_NOT_ACCEPTED: "チェーンの起点が、受け入れるルートではありません",
  CERTIFICATE_EXPIRED: "証明書の有効期限が切れています",
  CERTIFICATE_NOT_YET_VALID: "証明書はまだ有効ではありません",
  CERTIFICATE_SIGNATURE: "証明書の署名が、1 つ上の鍵では検証できません",
  DOCUMENT_SIGNATURE: "文書の署名が、証明書の鍵では検証できません",
  FROM_THE_FUTURE: "検証の時刻より後の日付です",
  TOO_OLD: "古すぎます",
  EXPIRED: "有効期限が切れています",
  DEBUG_MODE: "デバッグモードで動いています。PCR0、PCR1、PCR2 が 0 です",
  MEASUREMENT_MISMATCH: "PCR0、PCR1、PCR2 が、期待したどの計測値とも異なります",
  PCR_MISMATCH: "PCR がないか、期待した値と異なります",
  PCR16_NOT_LOCKED: "PCR16 がロックされておらず、設定が計測されていません",
  CONFIGURATION_MISMATCH: "PCR16 が、表示された設定の計測値ではありません",
  NONCE_MISMATCH: "こちらの nonce が含まれていません",
  NONCE_SIGNATURE: "nonce への署名が、文書の応答鍵のものではありません",
  PURPOSE_MISMATCH: "別の目的で作られた文書です",
  ORIGIN_MISMATCH: "別のオリジンが記されています",
  KEY_MISMATCH: "示された鍵を、文書は保証していません",
  PROOF_MISSING: "応答に証明が付いていません",
  KEYID_MISMATCH: "署名が別の鍵を指しています",
  CONTENT_DIGEST_MISMATCH: "内容が、署名されたときのものと異なります",
  REQUEST_MISMATCH: "別のリクエストに対する応答です",
  SIGNATURE_INVALID:
    "署名を検証できません。鍵、メソッド、authority、パス、ステータス、フィールドのいずれかが異なります",
  NOT_CHECKED: "前提となる検査が不合格のため、検査できません",
};
