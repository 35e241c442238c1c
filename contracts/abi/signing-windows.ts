// Generated from contracts/src/SigningWindows.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.
export const signingWindowsAbi = [
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
    "name": "CONTENT_BYTES_MAX",
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
    "name": "NAME_BYTES_MAX",
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
    "name": "RECORD_TYPEHASH",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "append",
    "inputs": [
      {
        "name": "record",
        "type": "tuple",
        "internalType": "struct SigningWindows.Record",
        "components": [
          {
            "name": "group",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "n",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "previous",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "boot",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "kind",
            "type": "uint8",
            "internalType": "enum SigningWindows.Kind"
          },
          {
            "name": "maxima",
            "type": "tuple",
            "internalType": "struct SigningWindows.Maxima",
            "components": [
              {
                "name": "target",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "source",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "slot",
                "type": "uint72",
                "internalType": "uint72"
              }
            ]
          },
          {
            "name": "detail",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "content",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "bootState",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct SigningWindows.Boot",
        "components": [
          {
            "name": "identity",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "ended",
            "type": "bool",
            "internalType": "bool"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "digestOf",
    "inputs": [
      {
        "name": "record",
        "type": "tuple",
        "internalType": "struct SigningWindows.Record",
        "components": [
          {
            "name": "group",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "n",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "previous",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "boot",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "kind",
            "type": "uint8",
            "internalType": "enum SigningWindows.Kind"
          },
          {
            "name": "maxima",
            "type": "tuple",
            "internalType": "struct SigningWindows.Maxima",
            "components": [
              {
                "name": "target",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "source",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "slot",
                "type": "uint72",
                "internalType": "uint72"
              }
            ]
          },
          {
            "name": "detail",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "content",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
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
    "name": "groupOf",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "name",
        "type": "string",
        "internalType": "string"
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
    "name": "groupState",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct SigningWindows.Group",
        "components": [
          {
            "name": "operator",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "openedAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "length",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "lastBlock",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "claimant",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "high",
            "type": "tuple",
            "internalType": "struct SigningWindows.Maxima",
            "components": [
              {
                "name": "target",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "source",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "slot",
                "type": "uint72",
                "internalType": "uint72"
              }
            ]
          },
          {
            "name": "floor",
            "type": "tuple",
            "internalType": "struct SigningWindows.Maxima",
            "components": [
              {
                "name": "target",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "source",
                "type": "uint72",
                "internalType": "uint72"
              },
              {
                "name": "slot",
                "type": "uint72",
                "internalType": "uint72"
              }
            ]
          },
          {
            "name": "keys",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "hashOf",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "n",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isRetired",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "identity",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "open",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "name",
        "type": "string",
        "internalType": "string"
      }
    ],
    "outputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "Claimed",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "boot",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "floor",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      },
      {
        "name": "high",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Ended",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "boot",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "signed",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      },
      {
        "name": "retired",
        "type": "bool",
        "indexed": false,
        "internalType": "bool"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "GroupOpened",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "operator",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "name",
        "type": "string",
        "indexed": false,
        "internalType": "string"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Recorded",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "n",
        "type": "uint64",
        "indexed": true,
        "internalType": "uint64"
      },
      {
        "name": "boot",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "kind",
        "type": "uint8",
        "indexed": false,
        "internalType": "enum SigningWindows.Kind"
      },
      {
        "name": "contentHash",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      },
      {
        "name": "content",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "BootAlreadyIntroduced",
    "inputs": [
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BootEnded",
    "inputs": [
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BootNotIntroduced",
    "inputs": [
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BootNotRegistered",
    "inputs": [
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BootNotValid",
    "inputs": [
      {
        "name": "boot",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "keyId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "BootOfAnotherOperator",
    "inputs": [
      {
        "name": "requiredOperator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "seenOperator",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ClaimBelow",
    "inputs": [
      {
        "name": "requiredAtLeast",
        "type": "tuple",
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      },
      {
        "name": "seen",
        "type": "tuple",
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      }
    ]
  },
  {
    "type": "error",
    "name": "ContentLengthInvalid",
    "inputs": [
      {
        "name": "minimumBytes",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "maximumBytes",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seenBytes",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DetailMissing",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureLength",
    "inputs": [
      {
        "name": "length",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnclaveRegistryMissing",
    "inputs": []
  },
  {
    "type": "error",
    "name": "EndAboveClaims",
    "inputs": [
      {
        "name": "requiredAtMost",
        "type": "tuple",
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      },
      {
        "name": "seen",
        "type": "tuple",
        "internalType": "struct SigningWindows.Maxima",
        "components": [
          {
            "name": "target",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "source",
            "type": "uint72",
            "internalType": "uint72"
          },
          {
            "name": "slot",
            "type": "uint72",
            "internalType": "uint72"
          }
        ]
      }
    ]
  },
  {
    "type": "error",
    "name": "GroupAlreadyOpen",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "GroupNotOpen",
    "inputs": [
      {
        "name": "group",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "IdentityRetired",
    "inputs": [
      {
        "name": "identity",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "MemberNotOfKind",
    "inputs": [
      {
        "name": "kind",
        "type": "uint8",
        "internalType": "enum SigningWindows.Kind"
      }
    ]
  },
  {
    "type": "error",
    "name": "NameLengthInvalid",
    "inputs": [
      {
        "name": "minimumBytes",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "maximumBytes",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seenBytes",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOperatorsOwner",
    "inputs": [
      {
        "name": "requiredSender",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "seenSender",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NumberTooLarge",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint72",
        "internalType": "uint72"
      },
      {
        "name": "seen",
        "type": "uint72",
        "internalType": "uint72"
      }
    ]
  },
  {
    "type": "error",
    "name": "PreviousHashInvalid",
    "inputs": [
      {
        "name": "requiredHash",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "seenHash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "RecordNumberInvalid",
    "inputs": [
      {
        "name": "requiredNumber",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "seenNumber",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "SignerInvalid",
    "inputs": [
      {
        "name": "requiredSigner",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "seenSigner",
        "type": "address",
        "internalType": "address"
      }
    ]
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const signingWindowsBytecode = "0x60a060405234801561000f575f5ffd5b5060405161222138038061222183398101604081905261002e91610066565b6001600160a01b038116610055576040516332b338ff60e11b815260040160405180910390fd5b6001600160a01b0316608052610093565b5f60208284031215610076575f5ffd5b81516001600160a01b038116811461008c575f5ffd5b9392505050565b6080516121616100c05f395f818161012f01528181610bbf01528181610c6d0152610d3a01526121615ff3fe608060405234801561000f575f5ffd5b50600436106100b1575f3560e01c80639506834f1161006e5780639506834f14610173578063962073e414610186578063a4436f9a14610201578063b92e5ebe14610216578063cf85dd5914610240578063e990791e14610267575f5ffd5b80630c132818146100b557806322880325146100de578063797645c7146100ff5780637bfb52f8146101075780637c72dbd01461012a57806391edcb1914610169575b5f5ffd5b6100c86100c3366004611965565b61027a565b6040516100d591906119b3565b60405180910390f35b6100f16100ec366004611ab3565b6103d2565b6040519081526020016100d5565b6100f1608081565b61011a610115366004611b04565b610436565b60405190151581526020016100d5565b6101517f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016100d5565b6100f16201000081565b6100f1610181366004611b3b565b610459565b6101e4610194366004611b72565b6040805180820182525f8082526020918201819052938452600281528184206001600160a01b03939093168452918252918290208251808401909352805483526001015460ff1615159082015290565b6040805182518152602092830151151592810192909252016100d5565b61021461020f366004611ba0565b610627565b005b6100f1610224366004611b04565b5f91825260016020908152604080842092845291905290205490565b6100f17fae69f2c1bfc031b41d99f7466ee10c1a5ebc79f74bea7a8796175220d2e9f08e81565b6100f1610275366004611c66565b6108f3565b6102ee60408051610100810182525f808252602080830182905282840182905260608084018390526080840183905284519081018552828152908101829052928301529060a08201908152604080516060810182525f80825260208281018290529282015291019081526020015f81525090565b505f908152602081815260409182902082516101008101845281546001600160a01b03808216835265ffffffffffff600160a01b8304811684870152600160d01b9092048216838701526001840154918216606080850191909152600160301b9092041660808301528451808201865260028401546001600160481b038082168352600160481b808304821684890152600160901b928390048216848a015260a0860193909352875193840188526003860154808216855292830481169684019690965290049093169383019390935260c08301919091526004015460e082015290565b5f61042c84600285856040516103e9929190611d0b565b602060405180830381855afa158015610404573d5f5f3e3d5ffd5b5050506040513d601f19601f820116820180604052508101906104279190611d1a565b610925565b90505b9392505050565b5f82815260036020908152604080832084845290915290205460ff165b92915050565b5f5f846001600160a01b0316638da5cb5b6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610497573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906104bb9190611d31565b9050336001600160a01b038216146104fc57604051639f69f38960e01b81526001600160a01b03821660048201523360248201526044015b60405180910390fd5b8280158061050a5750608081115b1561053957604051635a24949d60e01b81526001600482015260806024820152604481018290526064016104f3565b6105788686868080601f0160208091040260200160405190810160405280939291908181526020018383808284375f920191909152506108f392505050565b5f8181526020819052604090208054919450906001600160a01b0316156105b5576040516323352ddf60e01b8152600481018590526024016104f3565b80546001600160a01b0388166001600160d01b03199091168117600160a01b4365ffffffffffff160217825560405185907f3618d10276a2c9697e8beba987e98d409ea6a8ce88d2fb24aec6757973402bd890610615908a908a90611d74565b60405180910390a35050509392505050565b84355f90815260208190526040902080546001600160a01b031661066157604051637675666f60e01b8152863560048201526024016104f3565b83158061067057506201000084115b156106a15760405163a166967960e01b815260016004820152620100006024820152604481018590526064016104f3565b6106ab8187610a52565b5f600286866040516106be929190611d0b565b602060405180830381855afa1580156106d9573d5f5f3e3d5ffd5b5050506040513d601f19601f820116820180604052508101906106fc9190611d1a565b90505f61074761070c8984610925565b86868080601f0160208091040260200160405190810160405280939291908181526020018383808284375f92019190915250610b7692505050565b90506107596080890160608a01611d87565b6001600160a01b0316816001600160a01b0316146107ae576107816080890160608a01611d87565b6040516371cccc5b60e01b81526001600160a01b03918216600482015290821660248201526044016104f3565b6107c7836107c260808b0160608c01611d87565b610b9e565b8160015f8a5f013581526020019081526020015f205f8a60200160208101906107f09190611dbd565b6001600160401b031681526020019081526020015f208190555087602001602081019061081d9190611dbd565b610828906001611dea565b83546001600160d01b0316600160d01b65ffffffffffff9283160217845560018401805465ffffffffffff19164390921691909117905561086f6080890160608a01611d87565b6001600160a01b031661088860408a0160208b01611dbd565b6001600160401b031689357f7ebe79f14b267d85eb66581ddc813ed21658c98f8563c4f407439104f1cca3306108c460a08d0160808e01611e17565b868c8c6040516108d79493929190611e64565b60405180910390a46108e98389610de0565b5050505050505050565b5f8282604051602001610907929190611e94565b60405160208183030381529060405280519060200120905092915050565b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f145daa535563ea559ed121ea153918cbc5bf72b32db5d5b899f86c5ea97745aa918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f90819060c0016040516020818303038152906040528051906020012090505f7fae69f2c1bfc031b41d99f7466ee10c1a5ebc79f74bea7a8796175220d2e9f08e85856040516020016109fe93929190611f40565b60408051808303601f19018152828252805160209182012061190160f01b82850152602284019590955260428084019590955281518084039095018552606290920190528251920191909120949350505050565b8154600160d01b900465ffffffffffff16610a736040830160208401611dbd565b6001600160401b031614610ad4578154600160d01b900465ffffffffffff16610aa26040830160208401611dbd565b604051631886315960e31b815265ffffffffffff90921660048301526001600160401b031660248201526044016104f3565b5f610ae56040830160208401611dbd565b6001600160401b031615610b3c5781355f908152600160208181526040808420939291610b16918701908701611dbd565b610b209190611fde565b6001600160401b031681526020019081526020015f2054610b3e565b5f5b905080826040013514610b71576040805163438841e560e01b8152600481018390529083013560248201526044016104f3565b505050565b5f5f5f5f610b8486866110f0565b925092509250610b948282611139565b5090949350505050565b604051630c5fc03960e11b81526001600160a01b0382811660048301525f917f0000000000000000000000000000000000000000000000000000000000000000909116906318bf807290602401602060405180830381865afa158015610c06573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610c2a9190611d1a565b905080610c5557604051636423282b60e11b81526001600160a01b03831660048201526024016104f3565b6040516331f5255960e11b8152600481018290525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906363ea4ab290602401602060405180830381865afa158015610cba573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610cde9190611d31565b84549091506001600160a01b03808316911614610d2457835460405163648bd8d160e11b81526001600160a01b03918216600482015290821660248201526044016104f3565b604051636a93856760e01b8152600481018390527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690636a93856790602401602060405180830381865afa158015610d87573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610dab9190611ffd565b610dda5760405163466d8d8360e11b81526001600160a01b0384166004820152602481018390526044016104f3565b50505050565b80355f90815260026020526040812081610e006080850160608601611d87565b6001600160a01b0316815260208101919091526040015f9081209150610e2c60a0840160808501611e17565b6004811115610e3d57610e3d611e30565b03610efe57805415610e7e57610e596080830160608401611d87565b604051634fc2c43960e11b81526001600160a01b0390911660048201526024016104f3565b610100820135610ea157604051633a983ea960e01b815260040160405180910390fd5b81355f908152600360209081526040808320610100860135845290915290205460ff1615610ee95760405163595598ab60e11b815261010083013560048201526024016104f3565b610ef2826111f5565b61010090910135905550565b8054610f3957610f146080830160608401611d87565b6040516313d08c2360e11b81526001600160a01b0390911660048201526024016104f3565b600181015460ff1615610f7b57610f566080830160608401611d87565b604051632b149a6d60e01b81526001600160a01b0390911660048201526024016104f3565b81355f9081526003602090815260408083208454845290915290205460ff1615610fbe57805460405163595598ab60e11b815260048101919091526024016104f3565b6004610fd060a0840160808501611e17565b6004811115610fe157610fe1611e30565b036110205761010082013561100957604051633a983ea960e01b815260040160405180910390fd5b611012826111f5565b506101000135600490910155565b610100820135156110555761103b60a0830160808401611e17565b60405163747dff5360e11b81526004016104f3919061201c565b600161106760a0840160808501611e17565b600481111561107857611078611e30565b0361108757610b718383611248565b6001818101805460ff1916909117905560036110a960a0840160808501611e17565b60048111156110ba576110ba611e30565b036110e65781355f908152600360209081526040808320845484529091529020805460ff191660011790555b610b718383611444565b5f5f5f8351604103611127576020840151604085015160608601515f1a61111988828585611687565b955095509550505050611132565b505081515f91506002905b9250925092565b5f82600381111561114c5761114c611e30565b03611155575050565b600182600381111561116957611169611e30565b036111875760405163f645eedf60e01b815260040160405180910390fd5b600282600381111561119b5761119b611e30565b036111bc5760405163fce698f760e01b8152600481018290526024016104f3565b60038260038111156111d0576111d0611e30565b036111f1576040516335e2f38360e21b8152600481018290526024016104f3565b5050565b60a0810161120a610100830160e0840161202a565b61121a604083016020840161202a565b611227602084018461202a565b17176001600160481b03165f146111f15761103b60a0830160808401611e17565b6040805160608101825260028401546001600160481b038082168352600160481b820481166020840152600160901b909104169181019190915261128e60a0830161174f565b6112a9816112a436859003850160a08601612045565b611827565b6112cd57808260a00160405163f73614b560e01b81526004016104f39291906120b6565b604080516060808201835260038601546001600160481b038082168452600160481b820481166020850152600160901b9091041692820192909252906113199060808501908501611d87565b6001850154600160301b90046001600160a01b039081169116146113d0576113476080840160608501611d87565b6001850180546001600160a01b0392909216600160301b026601000000000000600160d01b0319909216919091179055508051600384018054602084015160408501516001600160481b03908116600160901b0268ffffffffffffffffff60901b19928216600160481b026001600160901b031990941691909516179190911716919091179055805b60a08301600285016113e282826120d1565b506113f590506080840160608501611d87565b6001600160a01b0316835f01357fc4d3f438001f6e86e9915971ef70c5d4496aea3d3790cd6a3e45c3475efe86a1838660a0016040516114369291906120b6565b60405180910390a350505050565b5f6114556080830160608401611d87565b6001840154600160301b90046001600160a01b0390811691161490505f816114805783600301611485565b836002015b6040805160608101825291546001600160481b038082168452600160481b820481166020850152600160901b90910416908201526001850154909150600160301b90046001600160a01b031661151157506040805160608101825260028501546001600160481b038082168352600160481b820481166020840152600160901b90910416918101919091525b61152c61152636859003850160a08601612045565b82611827565b61155057808360a001604051638d375dff60e01b81526004016104f39291906120b6565b8115611618576001840180546601000000000000600160d01b03191690556040805160608101825260038601546001600160481b038082168352600160481b820481166020840152600160901b90910416918101919091526115c3906115be36869003860160a08701612045565b611885565b805160028601805460208401516040909401516001600160481b03908116600160901b0268ffffffffffffffffff60901b19958216600160481b026001600160901b0319909316919094161717929092161790555b6116286080840160608501611d87565b6001600160a01b031683357fe91cb6ad81da36ad84a84d56aec72f32f426c09a8aa1d8de20eb45218c6ab2c160a0860160036116678260808a01611e17565b600481111561167857611678611e30565b14604051611436929190612144565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156116c057505f91506003905082611745565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015611711573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661173c57505f925060019150829050611745565b92505f91508190505b9450945094915050565b5f611760604083016020840161202a565b6001600160481b0316611776602084018461202a565b6001600160481b03161161179957611794604083016020840161202a565b6117a6565b6117a6602083018361202a565b90506001600160481b0381166117c2606084016040850161202a565b6001600160481b031611156117e4576117e1606083016040840161202a565b90505b600160401b816001600160481b031611156111f157604051633695387760e11b8152600160401b60048201526001600160481b03821660248201526044016104f3565b805182515f916001600160481b03908116911611801590611862575081602001516001600160481b031683602001516001600160481b031611155b801561042f5750506040908101519101516001600160481b039182169116111590565b604080516060810182525f80825260208201819052918101919091526040518060600160405280835f01516001600160481b0316855f01516001600160481b0316116118d25783516118d5565b84515b6001600160481b0316815260200183602001516001600160481b031685602001516001600160481b03161161190e578360200151611914565b84602001515b6001600160481b0316815260200183604001516001600160481b031685604001516001600160481b03161161194d578360400151611953565b84604001515b6001600160481b031690529392505050565b5f60208284031215611975575f5ffd5b5035919050565b6001600160481b0381511682526001600160481b0360208201511660208301526001600160481b0360408201511660408301525050565b5f6101808201905060018060a01b03835116825265ffffffffffff602084015116602083015265ffffffffffff60408401511660408301526060830151611a04606084018265ffffffffffff169052565b506080830151611a1f60808401826001600160a01b03169052565b5060a0830151611a3260a084018261197c565b5060c0830151611a4661010084018261197c565b5060e083015161016083015292915050565b5f6101208284031215611a69575f5ffd5b50919050565b5f5f83601f840112611a7f575f5ffd5b5081356001600160401b03811115611a95575f5ffd5b602083019150836020828501011115611aac575f5ffd5b9250929050565b5f5f5f6101408486031215611ac6575f5ffd5b611ad08585611a58565b92506101208401356001600160401b03811115611aeb575f5ffd5b611af786828701611a6f565b9497909650939450505050565b5f5f60408385031215611b15575f5ffd5b50508035926020909101359150565b6001600160a01b0381168114611b38575f5ffd5b50565b5f5f5f60408486031215611b4d575f5ffd5b8335611b5881611b24565b925060208401356001600160401b03811115611aeb575f5ffd5b5f5f60408385031215611b83575f5ffd5b823591506020830135611b9581611b24565b809150509250929050565b5f5f5f5f5f6101608688031215611bb5575f5ffd5b611bbf8787611a58565b94506101208601356001600160401b03811115611bda575f5ffd5b611be688828901611a6f565b9095509350506101408601356001600160401b03811115611c05575f5ffd5b611c1188828901611a6f565b969995985093965092949392505050565b634e487b7160e01b5f52604160045260245ffd5b604051601f8201601f191681016001600160401b0381118282101715611c5e57611c5e611c22565b604052919050565b5f5f60408385031215611c77575f5ffd5b8235611c8281611b24565b915060208301356001600160401b03811115611c9c575f5ffd5b8301601f81018513611cac575f5ffd5b80356001600160401b03811115611cc557611cc5611c22565b611cd8601f8201601f1916602001611c36565b818152866020838501011115611cec575f5ffd5b816020840160208301375f602083830101528093505050509250929050565b818382375f9101908152919050565b5f60208284031215611d2a575f5ffd5b5051919050565b5f60208284031215611d41575f5ffd5b815161042f81611b24565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b602081525f61042c602083018486611d4c565b5f60208284031215611d97575f5ffd5b813561042f81611b24565b80356001600160401b0381168114611db8575f5ffd5b919050565b5f60208284031215611dcd575f5ffd5b61042f82611da2565b634e487b7160e01b5f52601160045260245ffd5b6001600160401b03818116838216019081111561045357610453611dd6565b803560058110611db8575f5ffd5b5f60208284031215611e27575f5ffd5b61042f82611e09565b634e487b7160e01b5f52602160045260245ffd5b60058110611e6057634e487b7160e01b5f52602160045260245ffd5b9052565b611e6e8186611e44565b836020820152606060408201525f611e8a606083018486611d4c565b9695505050505050565b60018060a01b0383168152604060208201525f82518060408401528060208501606085015e5f606082850101526060601f19601f8301168401019150509392505050565b6001600160481b0381168114611b38575f5ffd5b8035611ef781611ed8565b6001600160481b031682526020810135611f1081611ed8565b6001600160481b031660208301526040810135611f2c81611ed8565b6001600160481b0381166040840152505050565b83815282356020808301919091526101608201906001600160401b0390611f68908601611da2565b1660408301525f60408501359050806060840152506060840135611f8b81611b24565b6001600160a01b0316608083810191909152611fa8908501611e09565b611fb560a0840182611e44565b50611fc660c0830160a08601611eec565b61010093909301356101208201526101400152919050565b6001600160401b03828116828216039081111561045357610453611dd6565b5f6020828403121561200d575f5ffd5b8151801515811461042f575f5ffd5b602081016104538284611e44565b5f6020828403121561203a575f5ffd5b813561042f81611ed8565b5f6060828403128015612056575f5ffd5b50604051606081016001600160401b038111828210171561207957612079611c22565b604052823561208781611ed8565b8152602083013561209781611ed8565b602082015260408301356120aa81611ed8565b60408201529392505050565b60c081016120c4828561197c565b61042f6060830184611eec565b81356120dc81611ed8565b815460208401356120ec81611ed8565b60408501356120fa81611ed8565b6001600160481b0360901b8160901b166001600160481b03851664ffffffffff60d81b85161771ffffffffffffffffff0000000000000000008460481b1617178555505050505050565b608081016121528285611eec565b8215156060830152939250505056" as const;
