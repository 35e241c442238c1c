// Generated from contracts/src/ReceiptVerifier.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.
export const receiptVerifierAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "registry",
        "type": "address",
        "internalType": "contract IEnclaveRegistry"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "AUTHORITY_CHARACTERS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "CLOCK_SKEW_SECONDS",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "CONTENT_TYPE_CHARACTERS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "FIELD_CHARACTERS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "LIFETIME_SECONDS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "METHOD_CHARACTERS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "PATH_CHARACTERS_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "check",
    "inputs": [
      {
        "name": "exchange",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Exchange",
        "components": [
          {
            "name": "request",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Request",
            "components": [
              {
                "name": "method",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "authority",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "path",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "answer",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Answer",
            "components": [
              {
                "name": "status",
                "type": "uint16",
                "internalType": "uint16"
              },
              {
                "name": "contentType",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "proof",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Proof",
            "components": [
              {
                "name": "contentDigest",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "inkanContext",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signatureInput",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signature",
                "type": "string",
                "internalType": "string"
              }
            ]
          },
          {
            "name": "key",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.ResponseKey",
            "components": [
              {
                "name": "x",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "y",
                "type": "bytes32",
                "internalType": "bytes32"
              }
            ]
          }
        ]
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "enum ReceiptVerifier.Refusal"
      },
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Receipt",
        "components": [
          {
            "name": "keyId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "created",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expires",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "hasNonce",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "nonce",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "source",
            "type": "uint8",
            "internalType": "enum InkanContext.Source"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "enum InkanContext.Level"
          },
          {
            "name": "hasBlock",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "blockNumber",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "ageSeconds",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "checkFresh",
    "inputs": [
      {
        "name": "exchange",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Exchange",
        "components": [
          {
            "name": "request",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Request",
            "components": [
              {
                "name": "method",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "authority",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "path",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "answer",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Answer",
            "components": [
              {
                "name": "status",
                "type": "uint16",
                "internalType": "uint16"
              },
              {
                "name": "contentType",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "proof",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Proof",
            "components": [
              {
                "name": "contentDigest",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "inkanContext",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signatureInput",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signature",
                "type": "string",
                "internalType": "string"
              }
            ]
          },
          {
            "name": "key",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.ResponseKey",
            "components": [
              {
                "name": "x",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "y",
                "type": "bytes32",
                "internalType": "bytes32"
              }
            ]
          }
        ]
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "enum ReceiptVerifier.Refusal"
      },
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Receipt",
        "components": [
          {
            "name": "keyId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "created",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expires",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "hasNonce",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "nonce",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "source",
            "type": "uint8",
            "internalType": "enum InkanContext.Source"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "enum InkanContext.Level"
          },
          {
            "name": "hasBlock",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "blockNumber",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "ageSeconds",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "enclaveRegistry",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IEnclaveRegistry"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "keyIdOf",
    "inputs": [
      {
        "name": "key",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.ResponseKey",
        "components": [
          {
            "name": "x",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "y",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "verify",
    "inputs": [
      {
        "name": "exchange",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Exchange",
        "components": [
          {
            "name": "request",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Request",
            "components": [
              {
                "name": "method",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "authority",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "path",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "answer",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Answer",
            "components": [
              {
                "name": "status",
                "type": "uint16",
                "internalType": "uint16"
              },
              {
                "name": "contentType",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "proof",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Proof",
            "components": [
              {
                "name": "contentDigest",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "inkanContext",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signatureInput",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signature",
                "type": "string",
                "internalType": "string"
              }
            ]
          },
          {
            "name": "key",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.ResponseKey",
            "components": [
              {
                "name": "x",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "y",
                "type": "bytes32",
                "internalType": "bytes32"
              }
            ]
          }
        ]
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "receipt",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Receipt",
        "components": [
          {
            "name": "keyId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "created",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expires",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "hasNonce",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "nonce",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "source",
            "type": "uint8",
            "internalType": "enum InkanContext.Source"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "enum InkanContext.Level"
          },
          {
            "name": "hasBlock",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "blockNumber",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "ageSeconds",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "verifyFresh",
    "inputs": [
      {
        "name": "exchange",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Exchange",
        "components": [
          {
            "name": "request",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Request",
            "components": [
              {
                "name": "method",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "authority",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "path",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "answer",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Answer",
            "components": [
              {
                "name": "status",
                "type": "uint16",
                "internalType": "uint16"
              },
              {
                "name": "contentType",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "body",
                "type": "bytes",
                "internalType": "bytes"
              }
            ]
          },
          {
            "name": "proof",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.Proof",
            "components": [
              {
                "name": "contentDigest",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "inkanContext",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signatureInput",
                "type": "string",
                "internalType": "string"
              },
              {
                "name": "signature",
                "type": "string",
                "internalType": "string"
              }
            ]
          },
          {
            "name": "key",
            "type": "tuple",
            "internalType": "struct ReceiptVerifier.ResponseKey",
            "components": [
              {
                "name": "x",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "y",
                "type": "bytes32",
                "internalType": "bytes32"
              }
            ]
          }
        ]
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "maxAgeSeconds",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "receipt",
        "type": "tuple",
        "internalType": "struct ReceiptVerifier.Receipt",
        "components": [
          {
            "name": "keyId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "created",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expires",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "hasNonce",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "nonce",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "source",
            "type": "uint8",
            "internalType": "enum InkanContext.Source"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "enum InkanContext.Level"
          },
          {
            "name": "hasBlock",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "blockNumber",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "ageSeconds",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "error",
    "name": "P256PrecompileMissing",
    "inputs": [
      {
        "name": "precompile",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReceiptRefused",
    "inputs": [
      {
        "name": "refusal",
        "type": "uint8",
        "internalType": "enum ReceiptVerifier.Refusal"
      }
    ]
  },
  {
    "type": "error",
    "name": "RegistryMissing",
    "inputs": [
      {
        "name": "registry",
        "type": "address",
        "internalType": "address"
      }
    ]
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const receiptVerifierBytecode = "0x60a060405234801561000f575f5ffd5b50604051612d60380380612d6083398101604081905261002e9161025b565b806001600160a01b03163b5f036100685760405163d48935f960e01b81526001600160a01b03821660048201526024015b60405180910390fd5b610070610081565b6001600160a01b03166080526102c4565b61008b6001610096565b6100945f610096565b565b5f816100c2577faf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1be6100e4565b7faf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf5b9050811515610176827fefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf37167ff7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda87f60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67f7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d446229961019e565b15151461019a5760405163010fc08d60e11b8152610100600482015260240161005f565b5050565b6040805160208101879052908101859052606081018490526080810183905260a081018290525f90819081906101009060c00160408051601f19818403018152908290526101eb91610288565b5f60405180830381855afa9150503d805f8114610223576040519150601f19603f3d011682016040523d82523d5f602084013e610228565b606091505b509150915081801561023b575080516020145b801561024f5750600161024d8261029e565b145b98975050505050505050565b5f6020828403121561026b575f5ffd5b81516001600160a01b0381168114610281575f5ffd5b9392505050565b5f82518060208501845e5f920191825250919050565b805160208083015191908110156102be575f198160200360031b1b821691505b50919050565b608051612a6f6102f15f395f818161015b0152818161051f015281816105fe01526106990152612a6f5ff3fe608060405234801561000f575f5ffd5b50600436106100ca575f3560e01c806368ffab81116100885780638bcf242c116100635780638bcf242c14610195578063a4253a921461019e578063b50995b1146101a7578063f5e1e785146101ba575f5ffd5b806368ffab811461014e5780637c72dbd0146101565780638692f7dc14610195575f5ffd5b8062a7732e146100ce57806302ea4769146100ea57806316aa73f6146100f2578063303080f0146101135780633ba3de1814610126578063588f3a4d14610146575b5f5ffd5b6100d761012c81565b6040519081526020015b60405180910390f35b6100d7603c81565b6101056101003660046122da565b6101cd565b6040516100e1929190612489565b6100d76101213660046124a8565b6101f7565b6101396101343660046122da565b6102a9565b6040516100e191906124c1565b6100d7608081565b6100d7602081565b61017d7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016100e1565b6100d761040081565b6100d761010581565b6101056101b53660046124d3565b61030e565b6101396101c83660046124d3565b61032f565b5f6101d661223e565b6101ea8585856001600160401b0316610382565b915091505b935093915050565b5f60026040518060400160405280601b81526020017f3059301306072a8648ce3d020106082a8648ce3d030107034200040000000000815250835f0135846020013560405160200161024b93929190612538565b60408051601f198184030181529082905261026591612555565b602060405180830381855afa158015610280573d5f5f3e3d5ffd5b5050506040513d601f19601f820116820180604052508101906102a39190612560565b92915050565b6102b161223e565b5f6102c68585856001600160401b0316610382565b925090505f8160128111156102dd576102dd612344565b14610306578060405163f4ed490f60e01b81526004016102fd9190612577565b60405180910390fd5b509392505050565b5f61031761223e565b61032384845f19610382565b915091505b9250929050565b61033761223e565b5f61034484845f19610382565b925090505f81601281111561035b5761035b612344565b1461037b578060405163f4ed490f60e01b81526004016102fd9190612577565b5092915050565b5f61038b61223e565b61039361223e565b61039d86856103ed565b90935090505f8360128111156103b5576103b5612344565b036103c8576103c58186866104f0565b92505b5f8360128111156103db576103db612344565b036103e4578091505b50935093915050565b5f6103f661223e565b61040860608501356080860135610726565b6104155760019150610328565b6104456104256020860186612585565b6104339060208101906125a3565b61044060408801886125e5565b610801565b6104525760029150610328565b61047a61046260408601866125e5565b6104709060408101906125a3565b8660600184610872565b91505f82601281111561048f5761048f612344565b036104a15761049e818461093b565b91505b5f8260128111156104b4576104b4612344565b036104c6576104c38482610a42565b91505b5f8260128111156104d9576104d9612344565b03610328576104e784610cf7565b91509250929050565b5f6001600160a01b03831615806105a3575083516040516331f5255960e11b81526001600160a01b03808616927f0000000000000000000000000000000000000000000000000000000000000000909116916363ea4ab2916105589160040190815260200190565b602060405180830381865afa158015610573573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061059791906125f9565b6001600160a01b031614155b156105b05750601161071f565b5f4285602001516001600160401b0316106105cb57426105d1565b84602001515b85516040516304184ca360e51b815260048101919091526001600160401b03821660248201529091505f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690638309946090604401602060405180830381865afa15801561064b573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061066f9190612614565b801561070a57505f1984148061070a57508551604051636a93856760e01b815260048101919091527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690636a93856790602401602060405180830381865afa1580156106e6573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061070a9190612614565b90508061071857601261071a565b5f5b925050505b9392505050565b5f8282600160601b63ffffffff60c01b0319821015806107545750600160601b63ffffffff60c01b03198110155b15610763575f925050506102a3565b5f600160601b63ffffffff60c01b03197f5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b600160601b63ffffffff60c01b031985600160601b63ffffffff60c01b03196107cc6003600160601b63ffffffff60c01b031961265b565b600160601b63ffffffff60c01b0319898a09080908905080600160601b63ffffffff60c01b0319838409149695505050505050565b5f61080c8484610ede565b8015610825575061082561082083806125a3565b610ede565b801561083c575061083c61082060208401846125a3565b8015610853575061085361082060408401846125a3565b801561086a575061086a61082060608401846125a3565b949350505050565b5f5f61087e8686610ef6565b805190915061089157600391505061086a565b7f63814582502eb5af1d6c322476d52fa8bca15cbde89c28c090472764093dee3c8160c00151146108c657600491505061086a565b6108cf846101f7565b8084526108db906110f7565b805190602001208160a00151146108f657600591505061086a565b6020808201516001600160401b03908116918501919091526040808301519091169084015260608082015115159084015260809081015190830152505f949350505050565b5f425f19831461094c603c8361266e565b85602001516001600160401b0316111561096b576006925050506102a3565b8015801561099c575081603c8587602001516001600160401b0316610990919061266e565b61099a919061266e565b105b156109ac576007925050506102a3565b84602001516001600160401b031685604001516001600160401b03161115806109f2575061012c856020015186604001516109e79190612681565b6001600160401b0316115b15610a02576008925050506102a3565b80158015610a28575081603c86604001516001600160401b0316610a26919061266e565b105b15610a38576009925050506102a3565b505f949350505050565b5f3681610a5260408601866125e5565b610a5c90806125a3565b915091505f610a8e83835f6040518060400160405280600981526020016839b43096991a9b1e9d60b91b815250611149565b9050610a9c602c600a61266e565b82141580610aab575080600914155b80610ae0575082826035818110610ac457610ac46126a0565b9050013560f81c60f81b6001600160f81b031916601d60f91b14155b15610af157600a93505050506102a3565b5f80610b09610b046035600987896126b4565b6111b3565b9150915081610b2057600a955050505050506102a3565b6002610b2f60208a018a612585565b610b3d9060408101906125a3565b604051610b4b9291906126db565b602060405180830381855afa158015610b66573d5f5f3e3d5ffd5b5050506040513d601f19601f82011682018060405250810190610b899190612560565b8114610b9d57600b955050505050506102a3565b5f610bc1610bae60408b018b6125e5565b610bbc9060208101906125a3565b611273565b8051909150610bd957600c96505050505050506102a3565b6002610be58a806125e5565b610bf39060608101906125a3565b604051610c019291906126db565b602060405180830381855afa158015610c1c573d5f5f3e3d5ffd5b5050506040513d601f19601f82011682018060405250810190610c3f9190612560565b816020015114610c5857600d96505050505050506102a3565b80604001518860a001906002811115610c7357610c73612344565b90816002811115610c8657610c86612344565b905250606081015160c08901906002811115610ca457610ca4612344565b90816002811115610cb757610cb7612344565b9052506080810151151560e089015260a08101516001600160401b039081166101008a015260c09091015116610120880152505f94505050505092915050565b5f3681610d0760408501856125e5565b610d159060608101906125a3565b915091505f610d4583835f6040518060400160405280600781526020016634b735b0b71e9d60c91b815250611149565b9050610d536058600861266e565b82141580610d62575080600714155b80610d9757508282605f818110610d7b57610d7b6126a0565b9050013560f81c60f81b6001600160f81b031916601d60f91b14155b15610da75750600e949350505050565b5f8080610dc0610dbb605f6007888a6126b4565b611473565b925092509250821580610dd95750610dd7826115b7565b155b80610dea5750610de8816115b7565b155b15610dfd5750600e979650505050505050565b610e1c610e0a89806125e5565b610e1760208b018b612585565b6115e8565b610e2e5750600f979650505050505050565b5f6002610e5d610e3e8b806125e5565b610e4b60208d018d612585565b610e5860408e018e6125e5565b61169a565b604051610e6a9190612555565b602060405180830381855afa158015610e85573d5f5f3e3d5ffd5b5050506040513d601f19601f82011682018060405250810190610ea89190612560565b90505f610ec082858560608e013560808f013561179a565b905080610ece576010610ed0565b5f5b9a9950505050505050505050565b5f610400821180159061071f575061071f83836117f6565b6040805160e0810182525f808252602082018190529181018290526060808201839052608082015260a0810182905260c08101919091525f610f5284845f6040518060a00160405280607581526020016129fa60759139611149565b9050610f5f848483611987565b83602001819350826001600160401b03166001600160401b03168152505050610fab848483604051806040016040528060098152602001683b657870697265733d60b81b815250611149565b9050610fb8848483611987565b83604001819350826001600160401b03166001600160401b031681525050505f611003858584604051806040016040528060078152602001663b6e6f6e63653d60c81b815250611149565b9050365f5f1983146110385761101a878785611a5d565b60016060890152955090925090506110328282611bfd565b60808601525b61106d87876110688a8a89604051806040016040528060078152602001663b6b657969643d60c81b815250611149565b611a5d565b604051909650919350915061108590839083906126db565b60405180910390208560a00181815250506110c487876110688a8a89604051806040016040528060058152602001643b7461673d60d81b815250611149565b60405190965091935091506110dc90839083906126db565b60405190819003902060c08601525050509091148152919050565b6060611106608083901c611cf4565b6111216fffffffffffffffffffffffffffffffff8416611cf4565b6040805160208101939093528201526060016040516020818303038152906040529050919050565b5f838311806111615750815161115f848661265b565b105b1561116e57505f1961086a565b815161117a908461266e565b82516020840120909150611190828587896126b4565b60405161119e9291906126db565b60405180910390201461086a57505f1961086a565b5f80602c831415806111ef57508383602b8181106111d3576111d36126a0565b9050013560f81c60f81b6001600160f81b031916603d60f81b14155b156111fe57505f905080610328565b5f61121461120f602a8387896126b4565b611e2b565b90505f61122861120f602b602a888a6126b4565b90505f198214806112395750603f81115b8061124657506003811615155b1561125957505f92508291506103289050565b6001935060049190911b60029190911c1790509250929050565b61127b61228e565b5f6112a584845f604051806040016040528060058152602001643932b89e9d60d91b815250611149565b90505f198114806112bf57506112bc602c8261266e565b83105b156112ca57506102a3565b5f6112d6602c8361266e565b90505f6112e8610b048385888a6126b4565b60208601529050806112fc575050506102a3565b611331868661132c898987604051806040016040528060078152602001663a2c207372633d60c81b815250611149565b611ea0565b8560400181955082600281111561134a5761134a612344565b600281111561135b5761135b612344565b81525050506113968686611391898988604051806040016040528060088152602001672c206c6576656c3d60c01b815250611149565b611f59565b856060018195508260028111156113af576113af612344565b60028111156113c0576113c0612344565b81525050505f6113f2878786604051806040016040528060088152602001672c20626c6f636b3d60c01b815250611149565b90505f198114611421576001608086015261140e878783611987565b6001600160401b0390911660a087015293505b61145587876114508a8a89604051806040016040528060068152602001652c206167653d60d01b815250611149565b611987565b6001600160401b0390911660c0870152861485525050505092915050565b5f80806058841415806114b0575084846056818110611494576114946126a0565b9050013560f81c60f81b6001600160f81b031916603d60f81b14155b806114e55750848460578181106114c9576114c96126a0565b9050013560f81c60f81b6001600160f81b031916603d60f81b14155b156114f757505f9150819050806115b0565b5f61150861120f602a83888a6126b4565b90505f61151c61120f602b602a898b6126b4565b90505f61153061120f6055602b8a8c6126b4565b90505f61154461120f605660558b8d6126b4565b90505f198414806115555750603f83115b8061156057505f1982145b8061156b5750603f81115b806115785750600f811615155b1561159057505f95508594508493506115b092505050565b60019650600283811c600495861b179650931c921b60fe9190911b171790505b9250925092565b5f81158015906102a35750507fffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc6325511190565b5f6115fd6115f684806125a3565b6020612006565b801561161c575061161c61161460208501856125a3565b610105612006565b801561163b575061163b61163360408501856125a3565b610400612006565b8015611659575061165961165260208401846125a3565b6080612006565b80156116765750606461166f60208401846126ea565b61ffff1610155b801561071f57506103e761168d60208401846126ea565b61ffff1611159392505050565b60605f6116a785806125a3565b6116b460208801886125a3565b6116c160408a018a6125a3565b6040516020016116d69695949392919061270b565b60408051601f1981840301815291905290505f6117026116f960208701876126ea565b61ffff16612028565b61170f60208701876125a3565b61171987806125a3565b61172660208a018a6125a3565b60405160200161173c9796959493929190612787565b6040516020818303038152906040529050818185806040019061175f91906125a3565b61176d9160069082906126b4565b604051602001611780949392919061282d565b604051602081830303815290604052925050509392505050565b5f6117a4856115b7565b15806117b657506117b4846115b7565b155b806117c857506117c68383610726565b155b156117d457505f6117ed565b6117e18686868686612079565b90506117ed8115612136565b95945050505050565b5f805b8281101561197d575f8361180e83602061266e565b1161183e5784828561182182602061266e565b9261182e939291906126b4565b61183791612876565b9050611893565b5f611849838661265b565b611854906008612893565b90507f2020202020202020202020202020202020202020202020202020202020202020811c6118858685818a6126b4565b61188e91612876565b179150505b7f80808080808080808080808080808080808080808080808080808080808080808116156118c5575f925050506102a3565b7f8080808080808080808080808080808080808080808080808080808080808080807f606060606060606060606060606060606060606060606060606060606060606083011614158061195b57507f010101010101010101010101010101010101010101010101010101010101010181017f80808080808080808080808080808080808080808080808080808080808080801615155b1561196a575f925050506102a3565b5061197660208261266e565b90506117f9565b5060019392505050565b5f808383111561199c57505f90505f196101ef565b50815b83811015611a4b575f8585838181106119ba576119ba6126a0565b919091013560f81c91505060308110806119d7575060398160ff16115b156119e25750611a4b565b600f6119ee858461265b565b1480611a0b57508382118015611a0b57506001600160401b038316155b15611a1d575f5f1992509250506101ef565b611a286030826128aa565b60ff16611a3684600a6128c3565b611a4091906128e5565b92505060010161199f565b8281036101ef57505f90505f196101ef565b365f80611a6c818087896126b4565b90935091508484101580611aa95750858585818110611a8d57611a8d6126a0565b9050013560f81c60f81b6001600160f81b031916601160f91b14155b15611ab657505f19611bf4565b5f611ac285600161266e565b90505b85811015611bee57868682818110611adf57611adf6126a0565b909101356001600160f81b031916601160f91b039050611b29578686611b0687600161266e565b611b12928492906126b4565b611b1d83600161266e565b93509350935050611bf4565b868682818110611b3b57611b3b6126a0565b909101356001600160f81b031916601760fa1b039050611bdc5780611b5f81612904565b91505085811480611bcd5750868682818110611b7d57611b7d6126a0565b9050013560f81c60f81b6001600160f81b031916601160f91b14158015611bcd5750868682818110611bb157611bb16126a0565b9050013560f81c60f81b6001600160f81b031916601760fa1b14155b15611bdc57505f199050611bf4565b80611be681612904565b915050611ac5565b505f1990505b93509350939050565b6060816001600160401b03811115611c1757611c1761291c565b6040519080825280601f01601f191660200182016040528015611c41576020820181803683370190505b5090505f805b83811015611ceb57848482818110611c6157611c616126a0565b909101356001600160f81b031916601760fa1b039050611c895780611c8581612904565b9150505b848482818110611c9b57611c9b6126a0565b9050013560f81c60f81b838380611cb190612904565b945081518110611cc357611cc36126a0565b60200101906001600160f81b03191690815f1a90535080611ce381612904565b915050611c47565b50815292915050565b5f604082901b821777ffffffffffffffff0000000000000000ffffffffffffffff169150602082901b82177bffffffff00000000ffffffff00000000ffffffff00000000ffffffff169150601082901b82177dffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff169150600882901b82177eff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff169150600482901b82177f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f1691505f7f010101010101010101010101010101010101010101010101010101010101010190505f816004836006611df29190612893565b611dfc908761266e565b901c169050611e0c816027612893565b611e17836030612893565b611e21908661266e565b61086a919061266e565b5f5f6040518060a001604052806080815260200161297a6080913990505f848401855b81811015611e825780355f1a607f81166020860101515f1a80821785179450808760061b1796505050600181019050611e4e565b50506080811615611e98575f19925050506102a3565b505092915050565b5f5f5f611ecf86868660405180604001604052806008815260200167757073747265616d60c01b815250611149565b90505f198114611ee3575f925090506101ef565b611f0c86868660405180604001604052806005815260200164636163686560d81b815250611149565b90505f198114611f21576001925090506101ef565b6002611f4c878787604051806040016040528060058152602001641b1bd8d85b60da1b815250611149565b9250925050935093915050565b5f5f5f611f87868686604051806040016040528060078152602001661c995b185e595960ca1b815250611149565b90505f198114611f9b575f925090506101ef565b611fc5868686604051806040016040528060068152602001651859dc99595960d21b815250611149565b90505f198114611fda576001925090506101ef565b6002611f4c87878760405180604001604052806006815260200165383937bb32b760d11b815250611149565b5f8280158015906120175750828111155b80156117ed57506117ed85856117f6565b5f80612035600a84612930565b6008600a6120438187612943565b61204d9190612930565b901b601061205c606487612943565b901b1717905061206f816230303061266e565b60e81b9392505050565b6040805160208101879052908101859052606081018490526080810183905260a081018290525f90819081906101009060c00160408051601f19818403018152908290526120c691612555565b5f60405180830381855afa9150503d805f81146120fe576040519150601f19603f3d011682016040523d82523d5f602084013e612103565b606091505b5091509150818015612116575080516020145b801561212a5750600161212882612956565b145b98975050505050505050565b5f81612162577faf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1be612184565b7faf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf5b9050811515612216827fefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf37167ff7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda87f60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67f7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299612079565b15151461223a5760405163010fc08d60e11b815261010060048201526024016102fd565b5050565b60408051610140810182525f80825260208201819052918101829052606080820183905260808201529060a08201905b81526020015f81525f602082018190526040820181905260609091015290565b6040805160e0810182525f80825260208201819052909182019061226e565b5f60a082840312156122bd575f5ffd5b50919050565b6001600160a01b03811681146122d7575f5ffd5b50565b5f5f5f606084860312156122ec575f5ffd5b83356001600160401b03811115612301575f5ffd5b61230d868287016122ad565b935050602084013561231e816122c3565b915060408401356001600160401b0381168114612339575f5ffd5b809150509250925092565b634e487b7160e01b5f52602160045260245ffd5b6013811061236857612368612344565b9052565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b6003811061236857612368612344565b805182525f60208201516123c960208501826001600160401b03169052565b5060408201516123e460408501826001600160401b03169052565b5060608201516123f8606085018215159052565b506080820151610140608085015261241461014085018261236c565b905060a083015161242860a086018261239a565b5060c083015161243b60c086018261239a565b5060e083015161244f60e086018215159052565b5061010083015161246c6101008601826001600160401b03169052565b506101208301516103066101208601826001600160401b03169052565b6124938184612358565b604060208201525f61086a60408301846123aa565b5f60408284031280156124b9575f5ffd5b509092915050565b602081525f61071f60208301846123aa565b5f5f604083850312156124e4575f5ffd5b82356001600160401b038111156124f9575f5ffd5b612505858286016122ad565b9250506020830135612516816122c3565b809150509250929050565b5f81518060208401855e5f93019283525090919050565b5f6125438286612521565b93845250506020820152604001919050565b5f61071f8284612521565b5f60208284031215612570575f5ffd5b5051919050565b602081016102a38284612358565b5f8235605e19833603018112612599575f5ffd5b9190910192915050565b5f5f8335601e198436030181126125b8575f5ffd5b8301803591506001600160401b038211156125d1575f5ffd5b602001915036819003821315610328575f5ffd5b5f8235607e19833603018112612599575f5ffd5b5f60208284031215612609575f5ffd5b815161071f816122c3565b5f60208284031215612624575f5ffd5b8151801515811461071f575f5ffd5b634e487b7160e01b5f52601260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b818103818111156102a3576102a3612647565b808201808211156102a3576102a3612647565b6001600160401b0382811682821603908111156102a3576102a3612647565b634e487b7160e01b5f52603260045260245ffd5b5f5f858511156126c2575f5ffd5b838611156126ce575f5ffd5b5050820193919092039150565b818382375f9101908152919050565b5f602082840312156126fa575f5ffd5b813561ffff8116811461071f575f5ffd5b6e0112036b2ba3437b2111db932b89d1608d1b81528587600f8301375f868201715112030baba3437b934ba3c911db932b89d1606d1b600f82015285876022830137600f8682010190506c511203830ba34111db932b89d160951b6013820152838560218301375f930160210192835250909695505050505050565b6a5112039ba30ba3ab9911d160a51b81526001600160e81b03198816600c8201526f51131b7b73a32b73a16ba3cb832911d1607d1b600f820152858760208301375f8682017151131b7b73a32b73a16b234b3b2b9ba111d1606d1b60208201528587603383013760208682010190507051134b735b0b716b1b7b73a32bc3a111d160751b6013820152838560258301375f93016025019283525090979650505050505050565b5f61284161283b8388612521565b86612521565b745112039b4b3b730ba3ab93296b830b930b6b9911d160551b8152838560168301375f93016016019283525090949350505050565b803560208310156102a3575f19602084900360031b1b1692915050565b80820281158282048414176102a3576102a3612647565b60ff82811682821603908111156102a3576102a3612647565b6001600160401b03818116838216029081169081811461037b5761037b612647565b6001600160401b0381811683821601908111156102a3576102a3612647565b5f6001820161291557612915612647565b5060010190565b634e487b7160e01b5f52604160045260245ffd5b5f8261293e5761293e612633565b500690565b5f8261295157612951612633565b500490565b805160208083015191908110156122bd575f1960209190910360031b1b1691905056feffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3effffff3f3435363738393a3b3c3dffffffffffffff000102030405060708090a0b0c0d0e0f10111213141516171819ffffffffffff1a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233ffffffffff696e6b616e3d2822406d6574686f64223b726571202240617574686f72697479223b72657120224070617468223b726571202240737461747573222022636f6e74656e742d74797065222022636f6e74656e742d646967657374222022696e6b616e2d636f6e7465787422293b637265617465643d" as const;
