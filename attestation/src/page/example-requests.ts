// Requests to try, as wallets write them: members in an order of their own, an id, and marks that a node overlooks.

export const exampleRequests = {
  marks:
    '{"method":"eth_call","params":[{"to":"0x0000000000000000000000000000000000000004","data":"0x494e4b414e","wallet":"Acme/1.2","sessionId":"7c1e-4a90"},"latest"],"id":1716998321042,"jsonrpc":"2.0"}',
  block: '{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["latest",false]}',
  balance:
    '{"jsonrpc":"2.0","id":2,"method":"eth_getBalance","params":["0x00000000219ab540356cBB839Cbe05303d7705Fa","latest"]}',
  local: '{"jsonrpc":"2.0","id":3,"method":"eth_chainId","params":[]}',
} as const;
