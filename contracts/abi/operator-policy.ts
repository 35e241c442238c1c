// Generated from contracts/src/OperatorPolicy.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.
export const operatorPolicyAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "owner_",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "LIFETIME_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "LIFETIME_MIN",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "ORIGIN_BYTES_MAX",
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
    "name": "PCR_BYTES",
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
    "name": "accept",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "origin",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "onRevocation",
        "type": "uint8",
        "internalType": "enum OperatorPolicy.OnRevocation"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "acceptOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "acceptanceAt",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16Hash",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "time",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "accepted",
        "type": "bool",
        "internalType": "bool"
      },
      {
        "name": "continues",
        "type": "bool",
        "internalType": "bool"
      },
      {
        "name": "originHash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "acceptanceCount",
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
    "name": "acceptances",
    "inputs": [
      {
        "name": "from",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "page",
        "type": "tuple[]",
        "internalType": "struct OperatorPolicy.Acceptance[]",
        "components": [
          {
            "name": "measurementId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pcr16",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "origin",
            "type": "string",
            "internalType": "string"
          },
          {
            "name": "periods",
            "type": "tuple[]",
            "internalType": "struct OperatorPolicy.Period[]",
            "components": [
              {
                "name": "from",
                "type": "uint48",
                "internalType": "uint48"
              },
              {
                "name": "until",
                "type": "uint48",
                "internalType": "uint48"
              },
              {
                "name": "onRevocation",
                "type": "uint8",
                "internalType": "enum OperatorPolicy.OnRevocation"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "allows",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "accepted",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "owner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pendingOwner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "registrationLifetime",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "remove",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "since",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "renounceOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setRegistrationLifetime",
    "inputs": [
      {
        "name": "newSeconds",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "transferOwnership",
    "inputs": [
      {
        "name": "newOwner",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "OwnershipTransferStarted",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OwnershipTransferred",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RegistrationLifetimeChanged",
    "inputs": [
      {
        "name": "previousSeconds",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "newSeconds",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReleaseAccepted",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "pcr16Hash",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "pcr16",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
      },
      {
        "name": "origin",
        "type": "string",
        "indexed": false,
        "internalType": "string"
      },
      {
        "name": "onRevocation",
        "type": "uint8",
        "indexed": false,
        "internalType": "enum OperatorPolicy.OnRevocation"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReleaseRemoved",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "pcr16Hash",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "since",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyAccepted",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16Hash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "LifetimeInvalid",
    "inputs": [
      {
        "name": "minimumSeconds",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "maximumSeconds",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "seenSeconds",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAccepted",
    "inputs": [
      {
        "name": "measurementId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "pcr16Hash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OriginDiffers",
    "inputs": [
      {
        "name": "required",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "seen",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "OriginInvalid",
    "inputs": [
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
    "name": "OwnableInvalidOwner",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnableUnauthorizedAccount",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnershipNotRenounceable",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PcrAllZero",
    "inputs": [
      {
        "name": "index",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "PcrLengthInvalid",
    "inputs": [
      {
        "name": "index",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "requiredBytes",
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
    "name": "RemovalTimeInvalid",
    "inputs": [
      {
        "name": "acceptedAt",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "nowAt",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "seenSince",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const operatorPolicyBytecode = "0x60806040526001805463ffffffff60a01b19166102a360a71b179055348015610026575f5ffd5b50604051611754380380611754833981016040819052610045916100ee565b806001600160a01b03811661007357604051631e4fbdf760e01b81525f600482015260240160405180910390fd5b61007c81610083565b505061011b565b600180546001600160a01b031916905561009c8161009f565b50565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f602082840312156100fe575f5ffd5b81516001600160a01b0381168114610114575f5ffd5b9392505050565b61162c806101285f395ff3fe608060405234801561000f575f5ffd5b5060043610610106575f3560e01c806379ba50971161009e578063b8ba525c1161006e578063b8ba525c14610209578063e30c39781461022c578063edb843ef1461023d578063ee3231cd14610247578063f2fde38b14610267575f5ffd5b806379ba5097146101a45780638da5cb5b146101ac57806396568c9e146101d0578063ac2d892a14610200575f5ffd5b80635a2a066f116100d95780635a2a066f1461016e5780635da262be1461017657806367ed026b14610189578063715018a61461019c575f5ffd5b806327dd7afd1461010a5780633116f4b51461013b5780634f475d061461015057806355d861aa14610166575b5f5ffd5b60015461012190600160a01b900463ffffffff1681565b60405163ffffffff90911681526020015b60405180910390f35b61014e610149366004610f1e565b61027a565b005b610158603081565b604051908152602001610132565b61015860ff81565b600354610158565b61014e610184366004610f77565b610432565b61014e610197366004611003565b610748565b61014e610816565b61014e610837565b5f546001600160a01b03165b6040516001600160a01b039091168152602001610132565b6101e36101de36600461102d565b61087b565b604080519315158452911515602084015290820152606001610132565b610121610e1081565b61021c61021736600461105f565b610993565b6040519015158152602001610132565b6001546001600160a01b03166101b8565b61012162278d0081565b61025a6102553660046110a6565b6109cf565b6040516101329190611128565b61014e610275366004611233565b610cc5565b610282610d34565b5f8383604051610293929190611259565b604051809103902090505f60025f6102ab8885610d62565b815260208101919091526040015f2060030180549091508015806103035750816102d660018361127c565b815481106102e6576102e661128f565b5f91825260209091200154600160301b900465ffffffffffff1615155b1561033057604051635f911e0960e01b815260048101889052602481018490526044015b60405180910390fd5b5f8261033d60018461127c565b8154811061034d5761034d61128f565b5f918252602090912001805490915065ffffffffffff166001600160401b0386161080610382575042856001600160401b0316115b156103c5578054604051630f179e8560e31b815265ffffffffffff91821660048201524290911660248201526001600160401b0386166044820152606401610327565b80546bffffffffffff0000000000001916600160301b65ffffffffffff8716021781556040516001600160401b0386168152849089907fde53b62d3b7153972327db9003c97afa4134bf3448e0a4112487d2b8fd1848239060200160405180910390a35050505050505050565b61043a610d34565b6030841461046c57604051630d77ffc760e31b8152601060048201526030602482015260448101859052606401610327565b61047960205f86886112a3565b610482916112ca565b1580156104ac575061049784602081886112a3565b6104a0916112e7565b6001600160801b031916155b156104cd5760405163080048eb60e11b815260106004820152602401610327565b6104d78383610d91565b5f85856040516104e8929190611259565b604051809103902090505f6104fd8883610d62565b5f81815260026020526040812060038101549293509190819003610588578989898989865f6001820181600284016105368688836113c8565b5061054490508688836113c8565b5050949094555050600380546001810182555f919091527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b01859055506106419050565b6003820161059760018361127c565b815481106105a7576105a761128f565b5f918252602082200154600160301b900465ffffffffffff1690036105e95760405163842d2c0160e01b8152600481018b905260248101859052604401610327565b86866040516105f9929190611259565b6040518091039020826002016040516106129190611481565b60405180910390201461064157816002018787604051633233c2bd60e21b81526004016103279392919061151a565b8160030160405180606001604052806106574290565b65ffffffffffff1681525f602082015260400187600181111561067c5761067c6110f4565b90528154600181810184555f9384526020938490208351920180549484015165ffffffffffff908116600160301b026bffffffffffffffffffffffff199096169316929092179390931780825560408301519293919291839160ff60601b191690600160601b9084908111156106f4576106f46110f4565b02179055505050838a7f7353caff4fe195cdf428ed2b2a87d4f80e57fd13dca2447f4320ed6f778f8c008b8b8b8b8b6040516107349594939291906115b6565b60405180910390a350505050505050505050565b610750610d34565b610e1063ffffffff8216108061076e575062278d0063ffffffff8216115b156107a5576040516366daa36d60e01b8152610e10600482015262278d00602482015263ffffffff82166044820152606401610327565b6001546040805163ffffffff600160a01b9093048316815291831660208301527fbcb8e9c509f3b4aa6119d520803eade343353fe128abf6e3261acded52819536910160405180910390a16001805463ffffffff909216600160a01b0263ffffffff60a01b19909216919091179055565b61081e610d34565b604051630b153c2360e11b815260040160405180910390fd5b60015433906001600160a01b0316811461086f5760405163118cdaa760e01b81526001600160a01b0382166004820152602401610327565b61087881610e5c565b50565b5f5f5f5f60025f61088c8989610d62565b815260208101919091526040015f2060038101549091505b8015610987575f600383016108ba60018461127c565b815481106108ca576108ca61128f565b5f918252602090912001805490915065ffffffffffff166001600160401b0388161080159061092957508054600160301b900465ffffffffffff16158061092957508054600160301b900465ffffffffffff166001600160401b038816105b15610976576001808254600160601b900460ff16600181111561094e5761094e6110f4565b14846002016040516109609190611481565b604051809103902095509550955050505061098a565b50610980816115ec565b90506108a4565b50505b93509350939050565b5f6109c48484846040516109a8929190611259565b60405180910390206109b74290565b65ffffffffffff1661087b565b509095945050505050565b6003546060905f9084106109e3575f6109f1565b6003546109f190859061127c565b9050828110610a005782610a02565b805b6001600160401b03811115610a1957610a19611325565b604051908082528060200260200182016040528015610a7457816020015b610a6160405180608001604052805f81526020016060815260200160608152602001606081525090565b815260200190600190039081610a375790505b5091505f5b8251811015610cbd5760025f6003610a918489611601565b81548110610aa157610aa161128f565b905f5260205f20015481526020019081526020015f206040518060800160405290815f8201548152602001600182018054610adb90611339565b80601f0160208091040260200160405190810160405280929190818152602001828054610b0790611339565b8015610b525780601f10610b2957610100808354040283529160200191610b52565b820191905f5260205f20905b815481529060010190602001808311610b3557829003601f168201915b50505050508152602001600282018054610b6b90611339565b80601f0160208091040260200160405190810160405280929190818152602001828054610b9790611339565b8015610be25780601f10610bb957610100808354040283529160200191610be2565b820191905f5260205f20905b815481529060010190602001808311610bc557829003601f168201915b5050505050815260200160038201805480602002602001604051908101604052809291908181526020015f905b82821015610c90575f84815260209081902060408051606081018252918501805465ffffffffffff8082168552600160301b82041694840194909452919290830190600160601b900460ff166001811115610c6c57610c6c6110f4565b6001811115610c7d57610c7d6110f4565b8152505081526020019060010190610c0f565b5050505081525050838281518110610caa57610caa61128f565b6020908102919091010152600101610a79565b505092915050565b610ccd610d34565b600180546001600160a01b0319166001600160a01b038316908117909155610cfc5f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b5f546001600160a01b03163314610d605760405163118cdaa760e01b8152336004820152602401610327565b565b604080516020808201859052818301849052825180830384018152606090920190925280519101205b92915050565b81815f8115801590610da4575060ff8211155b90505f5b818015610db457508281105b15610e2d57602160f81b848483818110610dd057610dd061128f565b9050013560f81c60f81b6001600160f81b03191610158015610e1b5750603f60f91b848483818110610e0457610e0461128f565b9050013560f81c60f81b6001600160f81b03191611155b9150610e2681611614565b9050610da8565b5080610e55576040516284920f60e81b815260ff600482015260248101839052604401610327565b5050505050565b600180546001600160a01b0319169055610878815f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f5f83601f840112610ecf575f5ffd5b5081356001600160401b03811115610ee5575f5ffd5b602083019150836020828501011115610efc575f5ffd5b9250929050565b80356001600160401b0381168114610f19575f5ffd5b919050565b5f5f5f5f60608587031215610f31575f5ffd5b8435935060208501356001600160401b03811115610f4d575f5ffd5b610f5987828801610ebf565b9094509250610f6c905060408601610f03565b905092959194509250565b5f5f5f5f5f5f60808789031215610f8c575f5ffd5b8635955060208701356001600160401b03811115610fa8575f5ffd5b610fb489828a01610ebf565b90965094505060408701356001600160401b03811115610fd2575f5ffd5b610fde89828a01610ebf565b909450925050606087013560028110610ff5575f5ffd5b809150509295509295509295565b5f60208284031215611013575f5ffd5b813563ffffffff81168114611026575f5ffd5b9392505050565b5f5f5f6060848603121561103f575f5ffd5b833592506020840135915061105660408501610f03565b90509250925092565b5f5f5f60408486031215611071575f5ffd5b8335925060208401356001600160401b0381111561108d575f5ffd5b61109986828701610ebf565b9497909650939450505050565b5f5f604083850312156110b7575f5ffd5b50508035926020909101359150565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b634e487b7160e01b5f52602160045260245ffd5b6002811061112457634e487b7160e01b5f52602160045260245ffd5b9052565b5f602082016020835280845180835260408501915060408160051b8601019250602086015f5b8281101561122757603f1987860301845281518051865260208101516080602088015261117e60808801826110c6565b90506040820151878203604089015261119782826110c6565b606093840151898203948a019490945283518082526020948501945f945090910191505b8083101561120f57835165ffffffffffff815116835265ffffffffffff6020820151166020840152604081015190506111f76040840182611108565b506060820191506020840193506001830192506111bb565b5096505050602093840193919091019060010161114e565b50929695505050505050565b5f60208284031215611243575f5ffd5b81356001600160a01b0381168114611026575f5ffd5b818382375f9101908152919050565b634e487b7160e01b5f52601160045260245ffd5b81810381811115610d8b57610d8b611268565b634e487b7160e01b5f52603260045260245ffd5b5f5f858511156112b1575f5ffd5b838611156112bd575f5ffd5b5050820193919092039150565b80356020831015610d8b575f19602084900360031b1b1692915050565b80356001600160801b0319811690601084101561131e576001600160801b03196001600160801b03198560100360031b1b82161691505b5092915050565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061134d57607f821691505b60208210810361136b57634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156113c357828211156113c357805f5260205f20601f840160051c602085101561139c57505f5b90810190601f840160051c035f5b818110156113bf575f838201556001016113aa565b5050505b505050565b6001600160401b038311156113df576113df611325565b6113f3836113ed8354611339565b83611371565b5f601f841160018114611424575f851561140d5750838201355b5f19600387901b1c1916600186901b178355610e55565b5f83815260208120601f198716915b828110156114535786850135825560209485019460019092019101611433565b508682101561146f575f1960f88860031b161c19848701351681555b505060018560011b0183555050505050565b5f5f835461148e81611339565b6001821680156114a557600181146114ba576114e7565b60ff19831686528115158202860193506114e7565b865f5260205f205f5b838110156114df578154888201526001909101906020016114c3565b505081860193505b509195945050505050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b604081525f5f855461152b81611339565b806040860152600182165f8114611549576001811461156557611596565b60ff1983166060870152606082151560051b8701019350611596565b885f5260205f205f5b8381101561158d5781548882016060015260019091019060200161156e565b87016060019450505b50505082810360208401526115ac8185876114f2565b9695505050505050565b606081525f6115c96060830187896114f2565b82810360208401526115dc8186886114f2565b9150506115ac6040830184611108565b5f816115fa576115fa611268565b505f190190565b80820180821115610d8b57610d8b611268565b5f6001820161162557611625611268565b506001019056" as const;
