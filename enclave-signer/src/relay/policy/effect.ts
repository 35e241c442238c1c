// Which calls change something, so that they must not be carried out twice, and are worth carrying out unanswered.

const withEffect = new Set(["eth_sendRawTransaction", "eth_sendRawTransactionSync"]);

export const hasEffect = (method: string): boolean => withEffect.has(method);
