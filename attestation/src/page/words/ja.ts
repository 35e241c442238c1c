// What the page says in Japanese.
import type { Words } from "./en.ts";

export const ja: Words = {
  languageName: "日本語",
  chooseLanguage: "言語",
  skip: "入力欄へ移動",
  title: "エンドポイントを検証する",
  documentTitle: "Inkan: エンドポイントの検証",
  lead: "RPC エンドポイントでどのプログラムがどんな設定で動いているか、返ってきた応答にそのプログラムの署名が付いているかを確かめます。計算はすべて、このブラウザーの中で行います。",
  copy: "コピー",
  copied: "コピーしました",

  trust: {
    ofEndpointTitle: "このページは、検証される側が配信したものです",
    ofEndpoint: (origin) =>
      `配信元は ${origin}、つまりこれから検証する相手そのものです。不正なサーバーなら、結果がどうであれ緑を表示するページを返すこともできます。ここで合格しても、証明としてはほとんど意味がありません。自分か信頼できる人が置いたコピーを開くか、コマンドラインで確かめてください。`,
    elsewhereTitle: "このページは誰が配信しましたか",
    elsewhere: (origin) =>
      `配信元は ${origin} で、検証する相手ではありません。それでも、何を表示するかは配信者しだいです。SHA-256 を、信頼できるソースから得た値と見比べてください。`,
    fileTitle: "このページはファイルから開かれています",
    file: "誰かが配信したものではありません。SHA-256 を信頼できるソースから得た値と一度見比べ、そのファイルを手元に残しておいてください。",
    hash: "このページの SHA-256",
    hashPending: "計算中",
    hashNote:
      "ブラウザーが読み込んだ内容から、このページ自身が計算した値です。偽のページならここでも偽の値を出せますし、ページを書き換える拡張機能があると値が変わります。次のコマンドで、ご自分でも計算してください。",
    commandHash: "配信されているページのハッシュ",
    commandBuild: "ソースから得られるハッシュ",
    commandCheck: "ページを使わずに同じ検査をする",
    more: "このページの確かめ方",
  },

  form: {
    endpoint: "エンドポイント",
    endpointHint: "RPC の URL（例: https://rpc.example/eth）",
    endpointInvalid:
      "http または https の URL を入力してください。ユーザー名、パスワード、クエリ、フラグメントは使えません。",
    expectations: "期待する値",
    expectationsHint:
      "検証する相手以外から手に入れてください。運営者の公表値、知っているレジストリ、自分でビルドした結果などです。比べる相手のない検査は不合格になります。",
    paste: "expectations.json",
    fields: "項目ごとに入力",
    nothing: "まだない",
    nothingNote: "エンドポイントが自分について述べている内容を表示します。期待値の要る検査は不合格になります。",
    pasteLabel: "expectations.json の内容",
    pasteHint: "inkan start を実行すると .inkan/expectations.json に書き出されます。",
    chooseFile: "ファイルを開く",
    role: "役割",
    origin: "文書に記されるオリジン",
    originHint: "エンクレーブの設定にあるスキームとホスト",
    chainId: "レジストリのチェーン ID",
    pcrRegistry: "PcrRegistry のアドレス",
    enclaveRegistry: "EnclaveRegistry のアドレス",
    operator: "運営者のポリシーコントラクト",
    operatorHint: "任意。このリリースとこの設定を受け入れている必要があります",
    rpcUrl: "レジストリを読む RPC の URL",
    rpcUrlHint:
      "自分で選んだノードを指定し、検証する相手は使わないでください。検証が行われたことはそのノードに伝わります。",
    pcr16: "PCR16",
    pcr16Hint: "16 進数 96 桁。計測された設定を表します",
    rootName: "AWS 以外に受け入れるルートの名前",
    rootNameHint: "模擬またはテスト用の NSM の場合だけ。何も保護しません。",
    rootCertificate: "そのルートの証明書(PEM)",
    verify: "検証する",
    verifying: "検証中…",
    expectationsInvalid: (member) => `この期待値は使えません。${member}。`,
    notJson: "厳密な JSON ではありません",
    memberInvalid: (member) => `「${member}」がないか、形式が正しくないか、知らない項目です`,
  },

  insecure:
    "別のマシンから暗号化されていない http で開かれたため、ブラウザーの暗号機能が使えません。https、localhost、またはファイルから開いてください。",

  progress: {
    verifying: "アテステーションを求め、レジストリを読み、リクエストを送っています…",
    live: "リクエストを送り、証明を確かめています…",
    done: (passed, failed) => `完了しました。合格 ${passed} 件、不合格 ${failed} 件です。`,
  },

  verdict: {
    heading: "結果",
    passed: "すべての検査に合格しました",
    passedPartly: "ブラウザーでできる検査には、すべて合格しました",
    failed: (failed, all) => `${all} 件のうち ${failed} 件の検査が不合格です`,
    passedNote: (origin) =>
      `${origin} では期待どおりのプログラムが期待どおりの設定で動いており、応答にはその署名が付いています。`,
    failedNote: "理由がわかるまで、このエンドポイントに頼らないでください。",
    notChecked: (count) => `ほかに ${count} 件は検査できませんでした`,
    first: "不合格の検査",
    warnings: "注意",
    facts: "概要",
    endpoint: "エンドポイント",
    checkedAt: "検証した時刻",
    documentAt: "文書の作成時刻",
    root: "信頼の起点",
    role: "役割",
    door: "入口",
    doors: { enclave: "enclave（TLS は内部で終端）", host: "host（HTTP はゲートウェイで終端）" },
    upstreams: "上流ノード",
    moreItems: (count) => `ほか ${count} 件`,
  },

  warning: {
    SIMULATED_ROOT:
      "模擬環境です。この文書のルートは AWS のものではありません。このエンクレーブの鍵を守るものは何もありません。",
    DEBUG_MODE: "デバッグモードです。エンクレーブのメモリーは親インスタンスから読み取れます。",
    HOST_FRONT_DOOR:
      "この入口では HTTP がゲートウェイで終端されます。ゲートウェイの運営者は、リクエストの内容とあなたのアドレスを合わせて読むことができます。エンクレーブ自身の入口は https です。",
    TLS_KEY_NOT_SEEN:
      "TLS を終端した鍵は、どのブラウザーでもページからは見えません。それがエンクレーブの鍵かどうかは、コマンドラインでしか確かめられません。それでも応答の証明は有効です。",
    CAA_OPEN:
      "DNS（CAA）は、エンクレーブ自身の ACME アカウント以外にも、この名前の証明書の発行を許しています。通信を中継する者がそれで TLS を終端しても、検証しないクライアントは気づけません。",
    CAA_NOT_CHECKED:
      "他者がこの名前の証明書を得るのを DNS（CAA）が防いでいるかは、確かめていません。ページから DNS には問い合わせられません。‘inkan verify’ なら確かめます。",
    EXCLUSIVITY_NONE:
      "排他性がありません。ウィンドウログはゲートウェイのホストにあるファイルで、その持ち主は以前の状態に戻し、同じ鍵で 2 つ目の署名者を動かせます。",
    WINDOW_LOG_ONE_NODE:
      "ウィンドウログはチェーン上にありますが、何が確定したかは 1 台のノードの言葉だけで決まります。そのノードの運営者は、2 台の署名者に別々のログを見せられます。",
    WINDOW_LOG_OWN_SERVER:
      "ウィンドウログは AWS S3 ではなく、運営者自身のサーバーにあります。その運営者は記録を以前の状態に戻し、同じ鍵で 2 つ目の署名者を動かせます。",
    WINDOW_LOG_SAME_ACCOUNT:
      "ウィンドウログのバケットは、封印鍵と同じアカウントのものです。1 人の管理者が両方の上に立ちます。",
    BLIND_HASH:
      "シーケンサーのモードが blind-hash です。署名者に見えるのはペイロードのハッシュだけで、同じ番号の 2 つのブロックを見分けられません。",
    KMS_STAND_IN:
      "署名者は、開発用の AWS KMS 代替の鍵で封印しています。代替を動かす人は、その鍵と封印された中身を手にしています。",
    CUSTODY_FAULT:
      "署名者の封印を包む鍵が、測定されたプログラム以外からも使えるか、取り出せる状態です。問題の一つひとつは完全な報告にあります。",
    CUSTODY_NOTE:
      "署名者の封印を包む鍵について知っておくべきこと：ポリシーを変えられる人と、ほかに許されているイメージ。",
    BUNDLE_LIMITS:
      "証拠一式が語るのは、そのブロックの時点だけです。その後の失効は分からず、証明書が失効していたかどうかも証明しません。",
    STATE_BELIEVED:
      "チェーンの状態は 1 つの RPC エンドポイントから読み、その答えを信じました。自分のノードを使ってください。",
  },

  outcome: {
    passed: "合格",
    failed: "不合格",
    "not-checked": "検査できず",
    "not-asked": "対象外",
    "not-possible": "確認不能",
  },
  check: {
    heading: "検査の内容",
    status: "判定",
    check: "検査",
    required: "必要な値",
    seen: "実際の値",
    source: "根拠",
    count: (passed, all) => `${all} 件中 ${passed} 件`,
  },
  groups: {
    form: "文書の形式",
    authenticity: "文書の署名者",
    freshness: "新しさ",
    program: "プログラム",
    chain: "チェーンの記録",
    configuration: "設定",
    endpoint: "エンドポイントとその鍵",
    proof: "応答の証明",
    other: "その他の検査",
  },

  live: {
    heading: "実際のリクエスト",
    lead: "このページから新しい nonce を付けて送った JSON-RPC リクエストです。書き換えて送り直すこともできます。",
    request: "リクエスト",
    examples: "例",
    example: {
      marks: "ウォレットが残しうる目印の付いた呼び出し",
      block: "最新のブロック",
      balance: "残高",
      local: "チェーン ID（エンクレーブが自ら応答）",
    },
    send: "送って確かめる",
    sending: "送信中…",
    path: "チェーンのパス",
    sent: "ウォレットが送ったもの",
    left: "上流へ出ていったもの",
    came: "返ってきたもの",
    yourAddress: "あなたの IP アドレス",
    yourAddressNote: "（接続すれば必ず伝わります）",
    leftOne: (name) => `「${name}」宛て。計測されたプログラムの規則によれば、次のとおりです。`,
    leftSome: (count) => `上流 ${count} か所のうちの 1 つ宛て。計測されたプログラムの規則によれば、次のとおりです。`,
    leftNothing: "何も出ていません。エンクレーブが自ら応答しました。",
    leftNothingNow: (age) => `今回は何も出ていません。${age} 秒前、最初に尋ねた人のために取得した応答です。`,
    leftUnknown: "わかりません。応答の出どころを示す、証明された応答がありません。",
    leftRefused: "何も出ていません。プログラムがこのリクエストを拒みます。",
    leftUnbelieved:
      "これは正規のプログラムが送る内容です。ここで応答しているのがどのプログラムかは確認できていません。",
    leftHidden:
      "アドレス、User-Agent、言語、Cookie、Origin、id、項目の順序、未知の項目など、あなたに由来するものは出ていきません。",
    proofHolds: "証明は有効です",
    proofFails: "証明は有効ではありません",
    proofUntrusted:
      "署名はエンドポイントが示した鍵によるものですが、アテステーションが合格していないため、それが誰の鍵なのかは保証されません。",
    noAnswer: "応答なし",
    notJson: "厳密な JSON で書かれた JSON-RPC 2.0 の呼び出しではありません。",
    status: "HTTP ステータス",
    source: "出どころ",
    sources: { upstream: "上流ノード", cache: "エンクレーブのキャッシュ", local: "エンクレーブ自身" },
    level: "水準",
    block: "チェーンの先頭",
    signedAt: "署名の時刻",
    proofChecks: "この証明の検査をすべて見る",
  },

  sees: {
    heading: "誰に何が見えたか",
    lead: {
      enclave: "この入口では、エンドポイントの言うとおりなら、TLS はエンクレーブの中で終端されます。",
      host: "この入口では、HTTP はゲートウェイで終端されます。",
      plain: "この入口では HTTP はゲートウェイで終端され、そこまでの経路も暗号化されません。",
    },
    unbelieved: "これは正規のプログラムの場合です。ここで応答しているのがどのプログラムかは確認できていません。",
    who: "誰に",
    parties: {
      network: "ネットワーク",
      gateway: "ゲートウェイ",
      enclave: "中継エンクレーブ",
      upstream: "上流ノード",
    },
    partyNotes: {
      network: "回線を運ぶ者や覗き見る者",
      gateway: "運営者のマシン",
      enclave: "計測されたプログラム",
      upstream: "答えるノード",
    },
    what: {
      address: "あなたの IP アドレス",
      call: "メソッドと引数",
      marks: "ヘッダー、id、順序",
      answer: "応答",
      traffic: "時刻と大きさ",
    },
    glance: { yes: "見える", no: "見えない", own: "一部が見える" },
  },

  unsaid: {
    heading: "証明が述べないこと",
    items: [
      "応答が真実であること。水準「relayed」は、このコードが設定された上流の 1 つから受け取ったという意味です。ノードが嘘をつけば、その嘘が忠実に届きます。",
      "すべてを見られたこと。経路上にいる者は、応答を握りつぶしたり、接続を切ったりできます。",
      "誰にも結び付けられなかったこと。ゲートウェイにはアドレスと通信の大きさや時刻が、上流には引数が見えます。",
      "この先も同じであること。プログラムは 1 分後に失効するかもしれません。そのつど確かめてください。",
      "ハードウェアに欠陥がないこと。AWS の Nitro ハイパーバイザーとその鍵は信頼の前提で、サイドチャネルは対象にしていません。",
      "このページが正直であること。冒頭の説明をお読みください。",
    ],
  },

  wallet: {
    heading: "ウォレットに追加",
    lead: "このエンドポイントをネットワークとして追加するよう、ウォレットに頼みます(EIP-3085)。ウォレットは証明を確かめません。上の検査は、検査した時点についてのものです。",
    failed: "このエンドポイントは合格していません。追加するかどうかはご自身の判断ですが、お勧めはしません。",
    chain: "チェーン",
    name: "ネットワーク名",
    symbol: "通貨記号",
    add: (wallet) => `${wallet} に追加`,
    none: "このページに名乗り出たウォレットはありません。ウォレットが名乗り出るのは、多くの場合 https か localhost で開いたページだけです。",
    done: "ウォレットが受け付けました。",
    refused: (code) => `ウォレットが拒みました（${code}）。`,
    browserWallet: "ブラウザーのウォレット",
  },

  downloads: {
    heading: "記録を残す",
    lead: "レポートには必要な値と実際の値が入ります。証拠一式には文書、証明付きのチェーンの状態、応答とその証明が入り、何年後でもオフラインで検証できます（inkan verify --bundle）。",
    report: "レポート",
    bundle: "証拠一式",
    bundleFailed: "証拠一式を集められませんでした。RPC エンドポイントがチェーンの状態を証明しません。",
    evidence: "エンドポイントの応答",
    configuration: "計測された設定",
    print: "印刷",
  },

  footer:
    "Inkan。このページは何も保存せず、外部から何も読み込みません。通信する相手は、エンドポイントと、あなたが指定した RPC の URL だけです。",
};
