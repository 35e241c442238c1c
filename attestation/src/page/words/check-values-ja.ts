// What checks require and saw, in Japanese where it is prose. Values stay as they are; what is not listed is shown in English, and marked as such.

const exact: Readonly<Record<string, string>> = {
  "the same": "一致",
  "not asked for": "比べる値が与えられていない",
  "not checked": "検査していない",
  "no PCR given": "PCR の指定なし",
  "no measurement given": "計測値の指定なし",
  "no bound given": "上限の指定なし",
  "no nonce given": "nonce の指定なし",
  "no purpose given": "目的の指定なし",
  "no origin given": "オリジンの指定なし",
  "no key given": "鍵の指定なし",
  "no purpose, origin or key given": "目的、オリジン、鍵の指定なし",
  "PCR0, PCR1 and PCR2 are not zero": "PCR0、PCR1、PCR2 が 0 ではない",
  "PCR0, PCR1 and PCR2 are zero": "PCR0、PCR1、PCR2 が 0 である",
  "not zero": "0 ではない",
  "PCR16 is locked and measures the configuration shown": "PCR16 がロックされ、表示された設定の計測値である",
  "PCR 16 as given": "指定された PCR 16",
  "[bytes, map, bytes, bytes], tag 18 or none, nothing behind":
    "[bytes, map, bytes, bytes]。タグは 18 かなし、後ろに余分なし",
  "protected {1: -35} (ES384), unprotected empty": "protected は {1: -35}（ES384）、unprotected は空",
  "96 bytes, r and s in 1..n-1": "96 バイト、r と s は 1..n-1",
  "pcrs, no nitrotpm_pcrs": "pcrs があり、nitrotpm_pcrs がない",
  "an enclave's": "エンクレーブのもの",
  "the nine fields of an enclave's document": "エンクレーブの文書にある 9 項目だけ",
  "milliseconds since 1970, above 0": "1970 年からのミリ秒、0 より大きい",
  "1 to 32 of index 0 to 31, 48 bytes each, 0, 1 and 2 among them":
    "番号 0〜31 を 1〜32 個、各 48 バイト、0・1・2 を含む",
  absent: "なし",
  "version 3, ecdsa-with-SHA384, a point on secp384r1, strict DER":
    "バージョン 3、ecdsa-with-SHA384、secp384r1 上の点、厳密な DER",
  "issuer and subject are the same bytes": "発行者と主体者がバイト単位で一致",
  "CA, pathLenConstraint, keyCertSign": "CA、pathLenConstraint、keyCertSign",
  "no CA, digitalSignature, no keyCertSign": "CA ではない、digitalSignature あり、keyCertSign なし",
  "ECDSA P-384 with SHA-384": "SHA-384 による ECDSA P-384",
  "ECDSA P-384 with SHA-384 over the bytes as received": "受け取ったバイト列に対する、SHA-384 による ECDSA P-384",
  verified: "検証済み",
  "version 1, purpose, origin, keys": "バージョン 1、目的、オリジン、鍵",
  "signed by the response key of an older document": "以前の文書の応答鍵が署名",
  "200 and evidence of a known form": "200 と、既知の形式の証拠",
  "in force": "発効中",
  "a value from outside (expectations)": "外部から得た値（期待値）",
  "GET /attestation": "GET /attestation",
  "host: HTTP without TLS ends in the gateway": "host: TLS のない HTTP はゲートウェイで終端",
  "host: the gateway reads requests and answers": "host: ゲートウェイがリクエストと応答を読む",
  "enclave: the certificate's key is the one in the attestation document":
    "enclave: 証明書の鍵が、文書に記された鍵である",
  "TLS by an accepted certificate authority": "受け入れられた認証局による TLS",
  "nothing but the endpoint's own word": "エンドポイント自身の言葉しかない",
  "an RPC URL of the registry's chain from outside (expectations)": "レジストリのチェーンの、外部から得た RPC の URL",
  "the document has no measurements": "文書に計測値がない",
  "an answer with a proof": "証明の付いた応答",
  "no request was sent": "リクエストを送っていない",
  "an uncompressed point on P-256": "P-256 上の非圧縮点",
  "five fields, each once": "5 つのフィールドが 1 回ずつ",
  "one inner list labelled inkan": "ラベル inkan の内部リスト 1 つ",
  "the seven of the profile, in order": "プロファイルの 7 要素、この順",
  "created, expires, nonce if sent, keyid, tag": "created、expires、送った場合は nonce、keyid、tag",
  "the one that was sent": "送ったもの",
  "SHA-256 of the content received": "受け取った内容の SHA-256",
  "req, src, level, block if known, age": "req、src、level、わかれば block、age",
  "SHA-256 of the content sent": "送った内容の SHA-256",
  "64 bytes, r and s in 1..n-1": "64 バイト、r と s は 1..n-1",
  "verifies with the key": "この鍵で検証できる",
  "it does": "できた",
  another: "別のもの",
  none: "なし",
};

/** `$1` and so on are the numbers and names in between, which stay as they are. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^1 to (\d+) bytes$/, "1〜$1 バイト"],
  [/^(\d+) bytes$/, "$1 バイト"],
  [/^((?:\d+, )*\d+) bytes$/, "$1 バイト"],
  [/^1 to (\d+) bytes, one map, each key once$/, "1〜$1 バイト、マップ 1 つ、各キーは 1 回"],
  [/^(\d+) bytes, (\d+) fields$/, "$1 バイト、$2 項目"],
  [/^(\d+) fields$/, "$1 項目"],
  [/^1 to (\d+) characters of printable ASCII$/, "印字可能な ASCII 1〜$1 文字"],
  [/^1 to (\d+) certificates of 1 to (\d+) bytes$/, "1〜$2 バイトの証明書 1〜$1 枚"],
  [/^absent, or 0 to (\d+) bytes$/, "なし、または 0〜$1 バイト"],
  [/^(.+) \(not AWS's\)$/, "$1（AWS のものではない）"],
  [/^(\d+) certificates$/, "証明書 $1 枚"],
  [/^(\d+) names in a row$/, "$1 個の名前がつながる"],
  [/^valid at (\d+)$/, "$1 の時点で有効"],
  [/^valid from (\S+) to (\S+)$/, "$1 から $2 まで有効"],
  [/^(\d+) authorities$/, "認証局 $1 つ"],
  [/^(\d+) signatures$/, "署名 $1 個"],
  [/^at most (\d+) s after (\d+)$/, "$2 より後なら $1 秒まで"],
  [/^at most (\d+) s before (\d+)$/, "$2 より前なら $1 秒まで"],
  [/^(\d+) ms$/, "$1 ミリ秒"],
  [/^PCR16 is (\S+)$/, "PCR16 は $1"],
  [/^PCR16 is (\S+), the configuration measures (\S+)$/, "PCR16 は $1、設定の計測値は $2"],
  [/^version 1, (\d+) keys$/, "バージョン 1、鍵 $1 個"],
  [/^the digests of the keys shown: ([a-z, ]+)$/, "示された鍵のダイジェスト: $1"],
  [/^the same: ([a-z, ]+)$/, "一致: $1"],
  [/^in-force \((.+)\)$/, "発効中（$1）"],
  [/^pending \((.+)\)$/, "予告期間中（$1）"],
  [/^unknown \((.+)\)$/, "未登録（$1）"],
  [/^aws-nitro-enclave, role (relay|signer)$/, "aws-nitro-enclave、役割は $1"],
  [/^chain (\d+), (.+)$/, "チェーン $1、$2"],
  [
    /^(enclave|host), by its own word; the certificate's key can't be seen here$/,
    "$1（自己申告）。証明書の鍵はここでは見えない",
  ],
  [/^taken from the endpoint itself: (.+)$/, "エンドポイント自身が述べた値: $1"],
  [/^from (\d+) to (\d+)$/, "$1 から $2 まで"],
  [/^from (\d+), at most (\d+) s after created$/, "$1 以降、created から $2 秒以内"],
  [/^no whole answer within (\d+) ms$/, "$1 ミリ秒以内に応答が完結しなかった"],
  [/^more than (\d+) bytes$/, "$1 バイトを超えた"],
  [/^HTTP (\d+)$/, "HTTP $1"],
];

/** Of roots, the pinned one first; of origins. */
const alternatives = /^(?:aws-nitro-enclaves-root-g1 or .+|https?:\S+(?: or https?:\S+)+)$/;

/** @returns `undefined` where the text is a value, or not known. */
export function valueInJapanese(text: string): string | undefined {
  if (Object.hasOwn(exact, text)) return exact[text];
  if (alternatives.test(text)) return text.split(" or ").join(" または ");
  const found = patterns.find(([pattern]) => pattern.test(text));
  return found === undefined ? undefined : text.replace(found[0], found[1]);
}
