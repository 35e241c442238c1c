// Generated from contracts/src/PcrRegistry.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.
export const pcrRegistryAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "owner_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "guardian_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "noticePeriod_",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "NOTICE_PERIOD_MAX",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint64",
        "internalType": "uint64"
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
    "name": "TEXT_BYTES_MAX",
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
    "name": "acceptOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "activate",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "guardian",
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
    "name": "isInForce",
    "inputs": [
      {
        "name": "id",
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
    "name": "measurement",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct PcrRegistry.Measurement",
        "components": [
          {
            "name": "state",
            "type": "uint8",
            "internalType": "enum PcrRegistry.State"
          },
          {
            "name": "role",
            "type": "uint8",
            "internalType": "enum PcrRegistry.Role"
          },
          {
            "name": "readyAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "activatedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "revokedAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "sourceCommit",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sourceLocator",
            "type": "string",
            "internalType": "string"
          },
          {
            "name": "revocationReason",
            "type": "string",
            "internalType": "string"
          },
          {
            "name": "pcrs",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "measurementCount",
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
    "name": "measurementId",
    "inputs": [
      {
        "name": "pcr0",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "pcr1",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "pcr2",
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
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "measurementIds",
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
        "name": "ids",
        "type": "bytes32[]",
        "internalType": "bytes32[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "noticePeriod",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint64",
        "internalType": "uint64"
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
    "name": "propose",
    "inputs": [
      {
        "name": "pcr0",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "pcr1",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "pcr2",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "sourceCommit",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "sourceLocator",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "role",
        "type": "uint8",
        "internalType": "enum PcrRegistry.Role"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
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
    "name": "revoke",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "reason",
        "type": "string",
        "internalType": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setGuardian",
    "inputs": [
      {
        "name": "newGuardian",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "status",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "state",
        "type": "uint8",
        "internalType": "enum PcrRegistry.State"
      },
      {
        "name": "role",
        "type": "uint8",
        "internalType": "enum PcrRegistry.Role"
      },
      {
        "name": "readyAt",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "revokedAt",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "revocationReason",
        "type": "string",
        "internalType": "string"
      }
    ],
    "stateMutability": "view"
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
    "name": "GuardianChanged",
    "inputs": [
      {
        "name": "previousGuardian",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newGuardian",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "MeasurementActivated",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "MeasurementProposed",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "role",
        "type": "uint8",
        "indexed": true,
        "internalType": "enum PcrRegistry.Role"
      },
      {
        "name": "sourceCommit",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "readyAt",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      },
      {
        "name": "pcrs",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
      },
      {
        "name": "sourceLocator",
        "type": "string",
        "indexed": false,
        "internalType": "string"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "MeasurementRevoked",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "reason",
        "type": "string",
        "indexed": false,
        "internalType": "string"
      }
    ],
    "anonymous": false
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
    "type": "error",
    "name": "MeasurementAlreadyKnown",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "seen",
        "type": "uint8",
        "internalType": "enum PcrRegistry.State"
      }
    ]
  },
  {
    "type": "error",
    "name": "MeasurementNotPending",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "seen",
        "type": "uint8",
        "internalType": "enum PcrRegistry.State"
      }
    ]
  },
  {
    "type": "error",
    "name": "MeasurementNotRevocable",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "seen",
        "type": "uint8",
        "internalType": "enum PcrRegistry.State"
      }
    ]
  },
  {
    "type": "error",
    "name": "NeitherOwnerNorGuardian",
    "inputs": [
      {
        "name": "seen",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NoticePeriodRunning",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "readyAt",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "nowAt",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NoticePeriodTooLong",
    "inputs": [
      {
        "name": "maximumSeconds",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "seenSeconds",
        "type": "uint64",
        "internalType": "uint64"
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
    "name": "SourceCommitMissing",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TextLengthInvalid",
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
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const pcrRegistryBytecode = "0x60a060405234801561000f575f5ffd5b5060405161199e38038061199e83398101604081905261002e9161018d565b826001600160a01b03811661005d57604051631e4fbdf760e01b81525f60048201526024015b60405180910390fd5b61006681610107565b506301e133806001600160401b03821611156100aa57604051630d1bc00d60e21b81526301e1338060048201526001600160401b0382166024820152604401610054565b6001600160401b038116608052600280546001600160a01b0319166001600160a01b0384169081179091556040515f907fa14fc14d8620a708a896fd11392a235647d99385500a295f0d7da2a258b2e967908290a35050506101dd565b600180546001600160a01b031916905561012081610123565b50565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b80516001600160a01b0381168114610188575f5ffd5b919050565b5f5f5f6060848603121561019f575f5ffd5b6101a884610172565b92506101b660208501610172565b60408501519092506001600160401b03811681146101d2575f5ffd5b809150509250925092565b6080516117a26101fc5f395f818161022f015261072801526117a25ff3fe608060405234801561000f575f5ffd5b5060043610610127575f3560e01c80638a0dac4a116100a9578063d329cf881161006e578063d329cf8814610287578063d7f51ac9146102a7578063da7c1c48146102c7578063e30c3978146102d0578063f2fde38b146102e1575f5ffd5b80638a0dac4a146102075780638da5cb5b1461021a5780639b14d4c61461022a578063c3bab3ef14610269578063cee895dc1461027c575f5ffd5b806359db6e85116100ef57806359db6e85146101ae57806365f088ed146101c15780636c9d45d3146101e4578063715018a6146101f757806379ba5097146101ff575f5ffd5b806308ccbc941461012b5780633cb5ffa514610140578063452a9320146101575780634f475d061461018257806352ad0d5e1461018a575b5f5ffd5b61013e610139366004610f68565b6102f4565b005b6004545b6040519081526020015b60405180910390f35b60025461016a906001600160a01b031681565b6040516001600160a01b03909116815260200161014e565b610144603081565b61019d610198366004610faf565b610449565b60405161014e95949392919061102c565b61013e6101bc366004610faf565b610530565b6101d46101cf366004610faf565b61062e565b604051901515815260200161014e565b6101446101f2366004611094565b61065c565b61013e61086e565b61013e61088f565b61013e610215366004611177565b6108d3565b5f546001600160a01b031661016a565b6102517f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160401b03909116815260200161014e565b6101446102773660046111a4565b610936565b6102516301e1338081565b61029a610295366004610faf565b610997565b60405161014e9190611240565b6102ba6102b5366004611311565b610c70565b60405161014e9190611331565b61014461010081565b6001546001600160a01b031661016a565b61013e6102ef366004611177565b610d43565b5f546001600160a01b0316331480159061031957506002546001600160a01b03163314155b1561033e5760405163da0a3f7160e01b81523360048201526024015b60405180910390fd5b6103488282610db3565b5f8381526003602052604090206001815460ff16600381111561036d5761036d610fc6565b1415801561039157506002815460ff16600381111561038e5761038e610fc6565b14155b156103b957805460405163910868a760e01b815261033591869160ff90911690600401611373565b8054600379ffffffffffffffff0000000000000000000000000000000000ff19909116600160901b426001600160401b031602178117825581016103fe838583611429565b50336001600160a01b0316847fcad87871055c5ebc099750b21b19c4a770fdbc972984362f0b1f23bff8a77d24858560405161043b92919061150b565b60405180910390a350505050565b5f818152600360208190526040822080549181018054849384938493606093919260ff808216936101008304909116926001600160401b03620100008404811693600160901b90041691819061049e9061139b565b80601f01602080910402602001604051908101604052809291908181526020018280546104ca9061139b565b80156105155780601f106104ec57610100808354040283529160200191610515565b820191905f5260205f20905b8154815290600101906020018083116104f857829003601f168201915b50505050509050955095509550955095505091939590929450565b5f8181526003602052604090206001815460ff16600381111561055557610555610fc6565b1461057d578054604051634cc71db360e11b815261033591849160ff90911690600401611373565b80546201000090046001600160401b03164210156105d15780546040516371c47e4360e01b815260048101849052620100009091046001600160401b03908116602483015242166044820152606401610335565b80546001600160401b034216600160501b0271ffffffffffffffff000000000000000000ff1990911617600217815560405182907f58d8c95507bea8093b2afc7b604c61edbd8a4b78cc6a858f884ecf1cf85838ed905f90a25050565b5f60025f8381526003602081905260409091205460ff169081111561065557610655610fc6565b1492915050565b5f610665610df7565b6106738b8b8b8b8b8b610936565b90505f8590036106965760405163235fb49160e21b815260040160405180910390fd5b6106a08484610db3565b5f81815260036020526040812090815460ff1660038111156106c4576106c4610fc6565b146106ec578054604051632d920a0560e21b815261033591849160ff90911690600401611373565b8054600190829060ff19168280021790555080548390829061ff00191661010083600181111561071e5761071e610fc6565b021790555061074d7f00000000000000000000000000000000000000000000000000000000000000004261153a565b81546001600160401b0391909116620100000269ffffffffffffffff0000199091161781556001810186905560028101610788858783611429565b508b8b8b8b8b8b6040516020016107a49695949392919061155f565b6040516020818303038152906040528160040190816107c3919061158b565b5060048054600181810183555f929092527f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b018390558690849081111561080c5761080c610fc6565b825460405185917ffb211487af8000c94e1d209a87ac5d817b68b1feb062b33ebfcb4a97ee3e5dfe91610857916201000090046001600160401b03169060048801908c908c90611645565b60405180910390a4509a9950505050505050505050565b610876610df7565b604051630b153c2360e11b815260040160405180910390fd5b60015433906001600160a01b031681146108c75760405163118cdaa760e01b81526001600160a01b0382166004820152602401610335565b6108d081610e25565b50565b6108db610df7565b6002546040516001600160a01b038084169216907fa14fc14d8620a708a896fd11392a235647d99385500a295f0d7da2a258b2e967905f90a3600280546001600160a01b0319166001600160a01b0392909216919091179055565b5f6109425f8888610e3e565b61094e60018686610e3e565b61095a60028484610e3e565b8686868686866040516020016109759695949392919061155f565b6040516020818303038152906040528051906020012090509695505050505050565b6109fc604080516101208101909152805f81526020015f81526020015f6001600160401b031681526020015f6001600160401b031681526020015f6001600160401b031681526020015f81526020016060815260200160608152602001606081525090565b5f828152600360208190526040918290208251610120810190935280549091839160ff1690811115610a3057610a30610fc6565b6003811115610a4157610a41610fc6565b81528154602090910190610100900460ff166001811115610a6457610a64610fc6565b6001811115610a7557610a75610fc6565b815281546001600160401b0362010000820481166020840152600160501b820481166040840152600160901b9091041660608201526001820154608082015260028201805460a090920191610ac99061139b565b80601f0160208091040260200160405190810160405280929190818152602001828054610af59061139b565b8015610b405780601f10610b1757610100808354040283529160200191610b40565b820191905f5260205f20905b815481529060010190602001808311610b2357829003601f168201915b50505050508152602001600382018054610b599061139b565b80601f0160208091040260200160405190810160405280929190818152602001828054610b859061139b565b8015610bd05780601f10610ba757610100808354040283529160200191610bd0565b820191905f5260205f20905b815481529060010190602001808311610bb357829003601f168201915b50505050508152602001600482018054610be99061139b565b80601f0160208091040260200160405190810160405280929190818152602001828054610c159061139b565b8015610c605780601f10610c3757610100808354040283529160200191610c60565b820191905f5260205f20905b815481529060010190602001808311610c4357829003601f168201915b5050505050815250509050919050565b6004546060905f908410610c84575f610c92565b600454610c929085906116e6565b9050828110610ca15782610ca3565b805b6001600160401b03811115610cba57610cba611387565b604051908082528060200260200182016040528015610ce3578160200160208202803683370190505b5091505f5b8251811015610d3b576004610cfd82876116f9565b81548110610d0d57610d0d61170c565b905f5260205f200154838281518110610d2857610d2861170c565b6020908102919091010152600101610ce8565b505092915050565b610d4b610df7565b600180546001600160a01b0383166001600160a01b03199091168117909155610d7b5f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b80801580610dc2575061010081115b15610df2576040516314c988cb60e11b815260016004820152610100602482015260448101829052606401610335565b505050565b5f546001600160a01b03163314610e235760405163118cdaa760e01b8152336004820152602401610335565b565b600180546001600160a01b03191690556108d081610ed5565b60308114610e7257604051630d77ffc760e31b815260ff841660048201526030602482015260448101829052606401610335565b610e7f60205f8385611720565b610e8891611747565b158015610eb25750610e9d8160208185611720565b610ea691611764565b6001600160801b031916155b15610df25760405163080048eb60e11b815260ff84166004820152602401610335565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f5f83601f840112610f34575f5ffd5b5081356001600160401b03811115610f4a575f5ffd5b602083019150836020828501011115610f61575f5ffd5b9250929050565b5f5f5f60408486031215610f7a575f5ffd5b8335925060208401356001600160401b03811115610f96575f5ffd5b610fa286828701610f24565b9497909650939450505050565b5f60208284031215610fbf575f5ffd5b5035919050565b634e487b7160e01b5f52602160045260245ffd5b60048110610fea57610fea610fc6565b9052565b60028110610fea57610fea610fc6565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b6110368187610fda565b6110436020820186610fee565b6001600160401b03841660408201526001600160401b038316606082015260a060808201525f61107660a0830184610ffe565b979650505050505050565b80356002811061108f575f5ffd5b919050565b5f5f5f5f5f5f5f5f5f5f60c08b8d0312156110ad575f5ffd5b8a356001600160401b038111156110c2575f5ffd5b6110ce8d828e01610f24565b909b5099505060208b01356001600160401b038111156110ec575f5ffd5b6110f88d828e01610f24565b90995097505060408b01356001600160401b03811115611116575f5ffd5b6111228d828e01610f24565b90975095505060608b0135935060808b01356001600160401b03811115611147575f5ffd5b6111538d828e01610f24565b9094509250611166905060a08c01611081565b90509295989b9194979a5092959850565b5f60208284031215611187575f5ffd5b81356001600160a01b038116811461119d575f5ffd5b9392505050565b5f5f5f5f5f5f606087890312156111b9575f5ffd5b86356001600160401b038111156111ce575f5ffd5b6111da89828a01610f24565b90975095505060208701356001600160401b038111156111f8575f5ffd5b61120489828a01610f24565b90955093505060408701356001600160401b03811115611222575f5ffd5b61122e89828a01610f24565b979a9699509497509295939492505050565b60208152611252602082018351610fda565b5f60208301516112656040840182610fee565b5060408301516001600160401b03811660608401525060608301516001600160401b03811660808401525060808301516001600160401b03811660a08401525060a083015160c083015260c083015161012060e08401526112ca610140840182610ffe565b905060e0840151601f19848303016101008501526112e88282610ffe565b915050610100840151601f19848303016101208501526113088282610ffe565b95945050505050565b5f5f60408385031215611322575f5ffd5b50508035926020909101359150565b602080825282518282018190525f918401906040840190835b8181101561136857835183526020938401939092019160010161134a565b509095945050505050565b8281526040810161119d6020830184610fda565b634e487b7160e01b5f52604160045260245ffd5b600181811c908216806113af57607f821691505b6020821081036113cd57634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115610df25782821115610df257805f5260205f20601f840160051c60208510156113fe57505f5b90810190601f840160051c035f5b81811015611421575f8382015560010161140c565b505050505050565b6001600160401b0383111561144057611440611387565b6114548361144e835461139b565b836113d3565b5f601f841160018114611485575f851561146e5750838201355b5f19600387901b1c1916600186901b1783556114dc565b5f83815260208120601f198716915b828110156114b45786850135825560209485019460019092019101611494565b50868210156114d0575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b602081525f61151e6020830184866114e3565b949350505050565b634e487b7160e01b5f52601160045260245ffd5b6001600160401b03818116838216019081111561155957611559611526565b92915050565b858782375f8682015f8152858782375f908601908152838582375f930192835250909695505050505050565b81516001600160401b038111156115a4576115a4611387565b6115b8816115b2845461139b565b846113d3565b6020601f8211600181146115ea575f83156115d35750848201515b5f19600385901b1c1916600184901b1784556114dc565b5f84815260208120601f198516915b8281101561161957878501518255602094850194600190920191016115f9565b508482101561163657868401515f19600387901b60f8161c191681555b50505050600190811b01905550565b6001600160401b0385168152606060208201525f5f85546116658161139b565b806060860152600182165f8114611683576001811461169f576116d0565b60ff1983166080870152608082151560051b87010193506116d0565b885f5260205f205f5b838110156116c7578154888201608001526001909101906020016116a8565b87016080019450505b50505082810360408401526110768185876114e3565b8181038181111561155957611559611526565b8082018082111561155957611559611526565b634e487b7160e01b5f52603260045260245ffd5b5f5f8585111561172e575f5ffd5b8386111561173a575f5ffd5b5050820193919092039150565b80356020831015611559575f19602084900360031b1b1692915050565b80356001600160801b0319811690601084101561179b576001600160801b03196001600160801b03198560100360031b1b82161691505b509291505056" as const;
