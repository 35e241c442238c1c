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
        "name": "proposer_",
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
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "quorum_",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "LOCATORS_MAX",
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
    "name": "NOTICE_PERIOD_MAX",
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
    "name": "REBUILDERS_MAX",
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
    "name": "addRebuilder",
    "inputs": [
      {
        "name": "rebuilder",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "agreement",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "count",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "attestBuild",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "imageHash",
        "type": "bytes",
        "internalType": "bytes"
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
    "name": "hasAttested",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "rebuilder",
        "type": "address",
        "internalType": "address"
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
    "name": "isRebuilder",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
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
    "name": "nameSuccessor",
    "inputs": [
      {
        "name": "retired",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "successor",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
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
        "name": "proposal",
        "type": "tuple",
        "internalType": "struct PcrRegistry.Proposal",
        "components": [
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
            "name": "pcr8",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "sourceCommit",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sourceLocators",
            "type": "string[]",
            "internalType": "string[]"
          },
          {
            "name": "imageHash",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "role",
            "type": "uint8",
            "internalType": "enum PcrRegistry.Role"
          }
        ]
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
    "name": "proposer",
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
    "name": "rebuilders",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "release",
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
        "internalType": "struct PcrRegistry.Release",
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
            "name": "quorum",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "noticePeriod",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "readyAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "activatedAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "revokedAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "revokedSince",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "proposer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "proposedAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "pcr8Hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sourceCommit",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pcrs",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "imageHash",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "sourceLocators",
            "type": "string[]",
            "internalType": "string[]"
          },
          {
            "name": "revocationReason",
            "type": "string",
            "internalType": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "releaseCount",
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
    "name": "releaseIds",
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
    "name": "removeRebuilder",
    "inputs": [
      {
        "name": "rebuilder",
        "type": "address",
        "internalType": "address"
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
    "name": "revoke",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "since",
        "type": "uint64",
        "internalType": "uint64"
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
    "name": "setProposer",
    "inputs": [
      {
        "name": "newProposer",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setTerms",
    "inputs": [
      {
        "name": "noticePeriod",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "quorum",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "standingAt",
    "inputs": [
      {
        "name": "id",
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
        "name": "activated",
        "type": "bool",
        "internalType": "bool"
      },
      {
        "name": "revoked",
        "type": "bool",
        "internalType": "bool"
      },
      {
        "name": "role",
        "type": "uint8",
        "internalType": "enum PcrRegistry.Role"
      },
      {
        "name": "pcr8Hash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
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
        "name": "revokedSince",
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
    "name": "successorOf",
    "inputs": [
      {
        "name": "retired",
        "type": "address",
        "internalType": "address"
      }
    ],
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
    "name": "terms",
    "inputs": [],
    "outputs": [
      {
        "name": "noticePeriod",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "quorum",
        "type": "uint8",
        "internalType": "uint8"
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
    "type": "function",
    "name": "waitingTerms",
    "inputs": [],
    "outputs": [
      {
        "name": "noticePeriod",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "quorum",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "effectiveAt",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "BuildAttested",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "rebuilder",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "agreeing",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
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
    "name": "NoticeBegan",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "readyAt",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
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
    "type": "event",
    "name": "ProposerChanged",
    "inputs": [
      {
        "name": "previousProposer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newProposer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RebuilderAdded",
    "inputs": [
      {
        "name": "rebuilder",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RebuilderRemoved",
    "inputs": [
      {
        "name": "rebuilder",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReleaseActivated",
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
    "name": "ReleaseProposed",
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
        "name": "proposer",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      },
      {
        "name": "noticePeriod",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "quorum",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "proposal",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct PcrRegistry.Proposal",
        "components": [
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
            "name": "pcr8",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "sourceCommit",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sourceLocators",
            "type": "string[]",
            "internalType": "string[]"
          },
          {
            "name": "imageHash",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "role",
            "type": "uint8",
            "internalType": "enum PcrRegistry.Role"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReleaseRevoked",
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
        "name": "since",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
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
    "name": "SuccessorNamed",
    "inputs": [
      {
        "name": "retired",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "successor",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TermsChanged",
    "inputs": [
      {
        "name": "noticePeriod",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "quorum",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "effectiveAt",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "BuildAlreadyAttested",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "rebuilder",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImageHashLengthInvalid",
    "inputs": [
      {
        "name": "seenBytes",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ImageHashMismatch",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "required",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "seen",
        "type": "bytes",
        "internalType": "bytes"
      }
    ]
  },
  {
    "type": "error",
    "name": "LocatorCountInvalid",
    "inputs": [
      {
        "name": "minimum",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seen",
        "type": "uint256",
        "internalType": "uint256"
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
    "name": "NotProposer",
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
    "name": "NotRebuilder",
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
    "name": "QuorumMissing",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "required",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seen",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "QuorumTooLarge",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seen",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "RebuilderAlreadyKnown",
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
    "name": "RebuilderIsProposer",
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
    "name": "ReleaseAlreadyKnown",
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
    "name": "ReleaseNotPending",
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
    "name": "ReleaseNotRevocable",
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
    "name": "RevocationInFuture",
    "inputs": [
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
  },
  {
    "type": "error",
    "name": "RevocationNotEarlier",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "knownSince",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "seenSince",
        "type": "uint64",
        "internalType": "uint64"
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
  },
  {
    "type": "error",
    "name": "TooManyRebuilders",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const pcrRegistryBytecode = "0x608060405234801561000f575f5ffd5b5060405161326438038061326483398101604081905261002e91610296565b846001600160a01b03811661005d57604051631e4fbdf760e01b81525f60048201526024015b60405180910390fd5b6100668161019e565b5061007182826101ba565b6008805464ffffffffff60a01b1916600160c01b60ff84160263ffffffff60a01b191617600160a01b63ffffffff851602176001600160a01b03199081166001600160a01b0386811691909117909255600780549091169186169190911790557fcf57a40380d9123e7a9a5da82628d88a0ad783f84a2ce24dbc04a86e83d633cd82826100fb4290565b6040805163ffffffff909416845260ff909216602084015265ffffffffffff169082015260600160405180910390a16040516001600160a01b038516905f907f3d7728dc2838bb794606bd89f5a37930830b32060f69ee929bbfc59b669024dd908290a36040516001600160a01b038416905f907fa14fc14d8620a708a896fd11392a235647d99385500a295f0d7da2a258b2e967908290a3505050505061030b565b600180546001600160a01b03191690556101b78161022c565b50565b6301e1338063ffffffff831611156101f757604051633f82530f60e11b81526301e13380600482015263ffffffff83166024820152604401610054565b60208160ff1611156102285760405163adea5ceb60e01b81526020600482015260ff82166024820152604401610054565b5050565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b80516001600160a01b0381168114610291575f5ffd5b919050565b5f5f5f5f5f60a086880312156102aa575f5ffd5b6102b38661027b565b94506102c16020870161027b565b93506102cf6040870161027b565b9250606086015163ffffffff811681146102e7575f5ffd5b608087015190925060ff811681146102fd575f5ffd5b809150509295509295909350565b612f4c806103185f395ff3fe608060405234801561000f575f5ffd5b5060043610610213575f3560e01c80638ef500361161011f578063c3bab3ef116100a9578063da7c1c4811610079578063da7c1c48146104f0578063ddfab18c146104f9578063e30c39781461051c578063f2fde38b1461052d578063fffc763814610540575f5ffd5b8063c3bab3ef14610484578063c407648614610497578063cee895dc146104aa578063d5025625146104ca575f5ffd5b8063a4df7e93116100ef578063a4df7e931461043b578063a86d32901461044e578063a8e4fb9014610456578063b8d08db214610469578063bfd103fb14610471575f5ffd5b80638ef50036146103be5780639b82a88b146103d15780639c974d80146104065780639d51259814610428575f5ffd5b80635adbc9c7116101a057806379ba50971161017057806379ba50971461036d5780638104b7f1146103755780638884ba77146103885780638a0dac4a1461039b5780638da5cb5b146103ae575f5ffd5b80635adbc9c7146102fa57806365f088ed1461032257806367d42a8b14610345578063715018a614610365575f5ffd5b806346b922f9116101e657806346b922f9146102925780634f475d061461029a57806352ad0d5e146102a25780635877ed3b146102c757806359db6e85146102e7575f5ffd5b806303552db8146102175780631fb4a2281461023d5780633798b6d914610252578063452a932014610267575b5f5ffd5b61022a61022536600461217e565b610553565b6040519081526020015b60405180910390f35b61025061024b3660046121d7565b6108a2565b005b61025a610949565b60405161023491906121f0565b60085461027a906001600160a01b031681565b6040516001600160a01b039091168152602001610234565b61022a602081565b61022a603081565b6102b56102b036600461223b565b6109a9565b604051610234969594939291906122b8565b6102da6102d536600461231d565b610a9f565b604051610234919061233d565b6102506102f536600461223b565b610b72565b61027a6103083660046121d7565b600a6020525f90815260409020546001600160a01b031681565b61033561033036600461223b565b610cdb565b6040519015158152602001610234565b61035861035336600461223b565b610d07565b60405161023491906123ce565b610250611131565b610250611152565b6102506103833660046121d7565b611196565b610250610396366004612530565b6112ce565b6102506103a93660046121d7565b61132c565b5f546001600160a01b031661027a565b6102506103cc366004612561565b61138f565b6103d961155a565b6040805163ffffffff909416845260ff90921660208401526001600160401b031690820152606001610234565b6103356104143660046121d7565b60066020525f908152604090205460ff1681565b6102506104363660046121d7565b6115aa565b61022a61044936600461223b565b61173a565b61022a600881565b60075461027a906001600160a01b031681565b60045461022a565b61033561047f3660046125a5565b6117b1565b61022a61049236600461260a565b6117dd565b6102506104a53660046126bc565b61183e565b6104b56301e1338081565b60405163ffffffff9091168152602001610234565b6104d2611a64565b6040805163ffffffff909316835260ff909116602083015201610234565b61022a61010081565b61050c610507366004612711565b611ad9565b6040516102349493929190612732565b6001546001600160a01b031661027a565b61025061053b3660046121d7565b611b85565b61025061054e36600461275f565b611bf5565b6007545f906001600160a01b031633146105875760405163219176d160e21b81523360048201526024015b60405180910390fd5b6105ae61059483806127a6565b6105a160208601866127a6565b61049260408801886127a6565b90506105b982611def565b5f81815260026020526040812090815460ff1660038111156105dd576105dd612252565b1461060557805460405163aa511b2f60e01b815261057e91849160ff909116906004016127e8565b5f5f61060f611a64565b845460ff191660011785559092509050610630610100860160e0870161280a565b8354849061ff00191661010083600181111561064e5761064e612252565b0217905550825466ffffffffff000019166201000060ff83160266ffffffff000000191617630100000063ffffffff8416021783556001830180544265ffffffffffff16600160a01b026001600160d01b03199091163365ffffffffffff60a01b1916171790556106c260608601866127a6565b1590506106f1576106d660608601866127a6565b6040516106e4929190612823565b60405180910390206106f3565b5f5b60028401556080850135600384015561070c85806127a6565b61071960208801886127a6565b61072660408a018a6127a6565b60405160200161073b96959493929190612832565b60405160208183030381529060405283600401908161075a91906128fa565b5061076860c08601866127a6565b60058501916107789190836129b4565b505f5b61078860a0870187612a6d565b90508110156107ec57600684016107a260a0880188612a6d565b838181106107b2576107b2612ab2565b90506020028101906107c491906127a6565b82546001810184555f9384526020909320909201916107e391836129b4565b5060010161077b565b50600480546001810182555f919091527f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b018490556080850135610837610100870160e0880161280a565b600181111561084857610848612252565b857f77169003e91d31d9b442253c11457cc210899d1a27982e31beea8df01ba3656e3386868b60405161087e9493929190612bc8565b60405180910390a48060ff165f0361089a5761089a8484611f1e565b505050919050565b6108aa611fa0565b6001600160a01b0381165f9081526006602052604090205460ff16156108ee57604051631cd7652560e01b81526001600160a01b038216600482015260240161057e565b6007546040516001600160a01b038084169216907f3d7728dc2838bb794606bd89f5a37930830b32060f69ee929bbfc59b669024dd905f90a3600780546001600160a01b0319166001600160a01b0392909216919091179055565b6060600580548060200260200160405190810160405280929190818152602001828054801561099f57602002820191905f5260205f20905b81546001600160a01b03168152600190910190602001808311610981575b5050505050905090565b5f818152600260205260408120805460078201805484938493849384936060939260ff8082169361010083049091169265ffffffffffff600160381b8404811693600160981b8104821693600160c81b909104909116918190610a0b90612872565b80601f0160208091040260200160405190810160405280929190818152602001828054610a3790612872565b8015610a825780601f10610a5957610100808354040283529160200191610a82565b820191905f5260205f20905b815481529060010190602001808311610a6557829003601f168201915b505050505090509650965096509650965096505091939550919395565b6004546060905f908410610ab3575f610ac1565b600454610ac1908590612d24565b9050828110610ad05782610ad2565b805b6001600160401b03811115610ae957610ae961285e565b604051908082528060200260200182016040528015610b12578160200160208202803683370190505b5091505f5b8251811015610b6a576004610b2c8287612d37565b81548110610b3c57610b3c612ab2565b905f5260205f200154838281518110610b5757610b57612ab2565b6020908102919091010152600101610b17565b505092915050565b5f8181526002602052604090206001815460ff166003811115610b9757610b97612252565b14610bbf57805460405163d5c72e4960e01b815261057e91849160ff909116906004016127e8565b5f610bc98361173a565b8254909150600160381b900465ffffffffffff161580610bf25750815462010000900460ff1681105b15610c2b5781546040516327b2e07d60e21b8152600481018590526201000090910460ff1660248201526044810182905260640161057e565b8154600160381b900465ffffffffffff16421015610c7f5781546040516371c47e4360e01b815260048101859052600160381b90910465ffffffffffff90811660248301524216604482015260640161057e565b815472ffffffffffff000000000000000000000000ff1916600160681b65ffffffffffff42160217600217825560405183907f9d0069832b135b1f56483d225d6c7491655f8d609f931c1900dedbf4cf574219905f90a2505050565b5f60025f8381526002602052604090205460ff166003811115610d0057610d00612252565b1492915050565b610d8e604080516102008101909152805f81526020015f81525f602082018190526040820181905260608083018290526080830182905260a0830182905260c0830182905260e0830182905261010083018290526101208301829052610140830191909152610160820181905261018082018190526101a082018190526101c09091015290565b5f8281526002602052604090819020815161020081019092528054829060ff166003811115610dbf57610dbf612252565b6003811115610dd057610dd0612252565b81528154602090910190610100900460ff166001811115610df357610df3612252565b6001811115610e0457610e04612252565b8152815460ff62010000820416602083015263ffffffff6301000000820416604083015265ffffffffffff600160381b820481166060840152600160681b820481166080840152600160981b8204811660a0840152600160c81b909104811660c083015260018301546001600160a01b03811660e0840152600160a01b9004166101008201526002820154610120820152600382015461014082015260048201805461016090920191610eb690612872565b80601f0160208091040260200160405190810160405280929190818152602001828054610ee290612872565b8015610f2d5780601f10610f0457610100808354040283529160200191610f2d565b820191905f5260205f20905b815481529060010190602001808311610f1057829003601f168201915b50505050508152602001600582018054610f4690612872565b80601f0160208091040260200160405190810160405280929190818152602001828054610f7290612872565b8015610fbd5780601f10610f9457610100808354040283529160200191610fbd565b820191905f5260205f20905b815481529060010190602001808311610fa057829003601f168201915b5050505050815260200160068201805480602002602001604051908101604052809291908181526020015f905b82821015611092578382905f5260205f2001805461100790612872565b80601f016020809104026020016040519081016040528092919081815260200182805461103390612872565b801561107e5780601f106110555761010080835404028352916020019161107e565b820191905f5260205f20905b81548152906001019060200180831161106157829003601f168201915b505050505081526020019060010190610fea565b5050505081526020016007820180546110aa90612872565b80601f01602080910402602001604051908101604052809291908181526020018280546110d690612872565b80156111215780601f106110f857610100808354040283529160200191611121565b820191905f5260205f20905b81548152906001019060200180831161110457829003601f168201915b5050505050815250509050919050565b611139611fa0565b604051630b153c2360e11b815260040160405180910390fd5b60015433906001600160a01b0316811461118a5760405163118cdaa760e01b81526001600160a01b038216600482015260240161057e565b61119381611fce565b50565b61119e611fa0565b6007546001600160a01b03908116908216036111d857604051631cd7652560e01b81526001600160a01b038216600482015260240161057e565b6001600160a01b0381165f9081526006602052604090205460ff161561121c5760405163b669393b60e01b81526001600160a01b038216600482015260240161057e565b600554601f190161124357604051635fc16c8d60e01b81526020600482015260240161057e565b6001600160a01b0381165f81815260066020526040808220805460ff1916600190811790915560058054918201815583527f036b6384b5eca791c62761152d0c79bb0604c104a5fb6f4eb0703f3154bb3db00180546001600160a01b03191684179055517fe29806dc4a104391af5df3cdc249771c9a14364eae13b3cb1b1f8359213a24cf9190a250565b6112d6611fa0565b6001600160a01b038281165f818152600a602052604080822080546001600160a01b0319169486169485179055517f8b2dd8d29de3ade1de74555e853c8de92afb03e1c2f7d4ff0d92af31b1b46a289190a35050565b611334611fa0565b6008546040516001600160a01b038084169216907fa14fc14d8620a708a896fd11392a235647d99385500a295f0d7da2a258b2e967905f90a3600880546001600160a01b0319166001600160a01b0392909216919091179055565b611397611fa0565b6113a18282611fe7565b5f5f6113ab611a64565b6008805464ffffffffff60a01b1916600160c01b60ff84160263ffffffff60a01b191617600160a01b63ffffffff858116918202929092179092559294509092509085161080159061140357508060ff168360ff1610155b156114a3576008805464ffffffffff60a01b1916600160c01b60ff86160263ffffffff60a01b191617600160a01b63ffffffff8716021790556009805465ffffffffffff191690557fcf57a40380d9123e7a9a5da82628d88a0ad783f84a2ce24dbc04a86e83d633cd8484426040805163ffffffff909416845260ff909216602084015265ffffffffffff169082015260600160405180910390a1611554565b6008805464ffffffffff60c81b1916600160e81b60ff86160263ffffffff60c81b191617600160c81b63ffffffff87811691909102919091179091558216426114ec9190612d4a565b6009805465ffffffffffff191665ffffffffffff9290921691821790556040805163ffffffff8716815260ff86166020820152908101919091527fcf57a40380d9123e7a9a5da82628d88a0ad783f84a2ce24dbc04a86e83d633cd9060600160405180910390a15b50505050565b6009545f908190819065ffffffffffff16421061157c57505f92839250829150565b5050600854600954600160c81b820463ffffffff1693600160e81b90920460ff16925065ffffffffffff1690565b6115b2611fa0565b6001600160a01b0381165f9081526006602052604090205460ff166115f55760405163fb97ca4760e01b81526001600160a01b038216600482015260240161057e565b6001600160a01b0381165f908152600660205260408120805460ff191690555b816001600160a01b03166005828154811061163257611632612ab2565b5f918252602090912001546001600160a01b03161461165b5761165481612d68565b9050611615565b6005805461166b90600190612d24565b8154811061167b5761167b612ab2565b5f91825260209091200154600580546001600160a01b0390921691839081106116a6576116a6612ab2565b905f5260205f20015f6101000a8154816001600160a01b0302191690836001600160a01b0316021790555060058054806116e2576116e2612d80565b5f8281526020812082015f1990810180546001600160a01b03191690559091019091556040516001600160a01b038416917fa058f8ce6cec6e7af15059a10abcca610368a185fb7c0eb74eefb881211716d891a25050565b5f805b6005548110156117ab575f838152600360205260408120600580549192918490811061176b5761176b612ab2565b5f9182526020808320909101546001600160a01b0316835282019290925260400190205460ff16156117a3576117a082612d68565b91505b60010161173d565b50919050565b5f8281526003602090815260408083206001600160a01b038516845290915290205460ff165b92915050565b5f6117e95f8888612059565b6117f560018686612059565b61180160028484612059565b86868686868660405160200161181c96959493929190612832565b6040516020818303038152906040528051906020012090509695505050505050565b5f546001600160a01b0316331480159061186357506008546001600160a01b03163314155b156118835760405163da0a3f7160e01b815233600482015260240161057e565b61188d82826120f0565b42836001600160401b031611156118d057604051631edbd20160e11b815265ffffffffffff421660048201526001600160401b038416602482015260440161057e565b5f84815260026020526040812090815460ff1660038111156118f4576118f4612252565b0361191c57805460405163ea29079d60e01b815261057e91879160ff909116906004016127e8565b6003815460ff16600381111561193457611934612252565b14801561195a57508054600160c81b900465ffffffffffff166001600160401b03851610155b156119a15780546040516308c0c2b360e11b815260048101879052600160c81b90910465ffffffffffff1660248201526001600160401b038516604482015260640161057e565b6003815460ff1660038111156119b9576119b9612252565b146119df57805465ffffffffffff60981b1916600160981b65ffffffffffff4216021781555b805465ffffffffffff8516600160c81b0260ff65ffffffffffff60c81b011990911617600317815560078101611a168385836129b4565b50336001600160a01b0316857f24a5a90afb44f5602e713229f6f0a099493469d200f429c0da62768cfb62bdc8868686604051611a5593929190612d94565b60405180910390a35050505050565b6009545f908190819065ffffffffffff1615801590611a8d575060095465ffffffffffff164210155b905080611ab457600854600160a01b810463ffffffff1690600160c01b900460ff16611ad0565b600854600160c81b810463ffffffff1690600160e81b900460ff165b92509250509091565b5f828152600260205260408120805482918291829190600160681b900465ffffffffffff1615801590611b26575080546001600160401b038716600160681b90910465ffffffffffff1611155b94506003815460ff166003811115611b4057611b40612252565b148015611b67575080546001600160401b038716600160c81b90910465ffffffffffff1611155b8154600290920154959890975061010090910460ff16955092505050565b611b8d611fa0565b600180546001600160a01b0383166001600160a01b03199091168117909155611bbd5f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b335f9081526006602052604090205460ff16611c265760405163fb97ca4760e01b815233600482015260240161057e565b5f8381526002602052604090206001815460ff166003811115611c4b57611c4b612252565b14611c7357805460405163d5c72e4960e01b815261057e91869160ff909116906004016127e8565b60018101546001600160a01b03163303611ca257604051631cd7652560e01b815233600482015260240161057e565b5f84815260036020908152604080832033845290915290205460ff1615611ce557604051631847c5b560e11b81526004810185905233602482015260440161057e565b80600501604051611cf69190612db6565b60405180910390208383604051611d0e929190612823565b604051809103902014611d3f57838160050184846040516372025c2b60e11b815260040161057e9493929190612e27565b5f8481526003602090815260408083203384529091528120805460ff19166001179055611d6b8561173a565b9050336001600160a01b0316857fb2e386b456566b772360ade3a2d59a5a3e2a71a1bd37f0e9cb81f0180cc8890f83604051611da991815260200190565b60405180910390a38154600160381b900465ffffffffffff16158015611dd95750815462010000900460ff168110155b15611de857611de88583611f1e565b5050505050565b611dfc60608201826127a6565b159050611e1a57611e1a6008611e1560608401846127a6565b612059565b60808101355f03611e3e5760405163235fb49160e21b815260040160405180910390fd5b5f611e4c60a0830183612a6d565b915050801580611e5c5750600881115b15611e8b57604051631da9513360e11b815260016004820152600860248201526044810182905260640161057e565b5f5b81811015611ed457611ecc611ea560a0850185612a6d565b83818110611eb557611eb5612ab2565b9050602002810190611ec791906127a6565b6120f0565b600101611e8d565b505f611ee360c08401846127a6565b91505060208114801590611ef8575080603014155b15611f19576040516331fd2cff60e01b81526004810182905260240161057e565b505050565b80546301000000900463ffffffff1642611f389190612d4a565b81546cffffffffffff000000000000001916600160381b65ffffffffffff928316810291909117808455604051919004909116815282907f5df23ae78ee3ea214b3ccdf0f01febd0b6dc0018cfd7b31516f82157129072499060200160405180910390a25050565b5f546001600160a01b03163314611fcc5760405163118cdaa760e01b815233600482015260240161057e565b565b600180546001600160a01b03191690556111938161212f565b6301e1338063ffffffff8316111561202457604051633f82530f60e11b81526301e13380600482015263ffffffff8316602482015260440161057e565b60208160ff1611156120555760405163adea5ceb60e01b81526020600482015260ff8216602482015260440161057e565b5050565b6030811461208d57604051630d77ffc760e31b815260ff84166004820152603060248201526044810182905260640161057e565b61209a60205f8385612eca565b6120a391612ef1565b1580156120cd57506120b88160208185612eca565b6120c191612f0e565b6001600160801b031916155b15611f195760405163080048eb60e11b815260ff8416600482015260240161057e565b808015806120ff575061010081115b15611f19576040516314c988cb60e11b81526001600482015261010060248201526044810182905260640161057e565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f6020828403121561218e575f5ffd5b81356001600160401b038111156121a3575f5ffd5b820161010081850312156121b5575f5ffd5b9392505050565b80356001600160a01b03811681146121d2575f5ffd5b919050565b5f602082840312156121e7575f5ffd5b6121b5826121bc565b602080825282518282018190525f918401906040840190835b818110156122305783516001600160a01b0316835260209384019390920191600101612209565b509095945050505050565b5f6020828403121561224b575f5ffd5b5035919050565b634e487b7160e01b5f52602160045260245ffd5b6004811061227657612276612252565b9052565b6002811061227657612276612252565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b6122c28188612266565b6122cf602082018761227a565b6001600160401b03851660408201526001600160401b03841660608201526001600160401b038316608082015260c060a08201525f61231160c083018461228a565b98975050505050505050565b5f5f6040838503121561232e575f5ffd5b50508035926020909101359150565b602080825282518282018190525f918401906040840190835b81811015612230578351835260209384019390920191600101612356565b5f82825180855260208501945060208160051b830101602085015f5b838110156123c257601f198584030188526123ac83835161228a565b6020988901989093509190910190600101612390565b50909695505050505050565b602081526123e0602082018351612266565b5f60208301516123f3604084018261227a565b50604083015160ff8116606084015250606083015163ffffffff8116608084015250608083015165ffffffffffff811660a08401525060a083015165ffffffffffff811660c08401525060c083015165ffffffffffff811660e08401525060e083015165ffffffffffff8116610100840152506101008301516001600160a01b0381166101208401525061012083015165ffffffffffff8116610140840152506101408301516101608301526101608301516101808301526101808301516102006101a08401526124c861022084018261228a565b90506101a0840151601f19848303016101c08501526124e7828261228a565b9150506101c0840151601f19848303016101e08501526125078282612374565b9150506101e0840151601f1984830301610200850152612527828261228a565b95945050505050565b5f5f60408385031215612541575f5ffd5b61254a836121bc565b9150612558602084016121bc565b90509250929050565b5f5f60408385031215612572575f5ffd5b823563ffffffff81168114612585575f5ffd5b9150602083013560ff8116811461259a575f5ffd5b809150509250929050565b5f5f604083850312156125b6575f5ffd5b82359150612558602084016121bc565b5f5f83601f8401126125d6575f5ffd5b5081356001600160401b038111156125ec575f5ffd5b602083019150836020828501011115612603575f5ffd5b9250929050565b5f5f5f5f5f5f6060878903121561261f575f5ffd5b86356001600160401b03811115612634575f5ffd5b61264089828a016125c6565b90975095505060208701356001600160401b0381111561265e575f5ffd5b61266a89828a016125c6565b90955093505060408701356001600160401b03811115612688575f5ffd5b61269489828a016125c6565b979a9699509497509295939492505050565b80356001600160401b03811681146121d2575f5ffd5b5f5f5f5f606085870312156126cf575f5ffd5b843593506126df602086016126a6565b925060408501356001600160401b038111156126f9575f5ffd5b612705878288016125c6565b95989497509550505050565b5f5f60408385031215612722575f5ffd5b82359150612558602084016126a6565b8415158152831515602082015260808101612750604083018561227a565b82606083015295945050505050565b5f5f5f60408486031215612771575f5ffd5b8335925060208401356001600160401b0381111561278d575f5ffd5b612799868287016125c6565b9497909650939450505050565b5f5f8335601e198436030181126127bb575f5ffd5b8301803591506001600160401b038211156127d4575f5ffd5b602001915036819003821315612603575f5ffd5b828152604081016121b56020830184612266565b8035600281106121d2575f5ffd5b5f6020828403121561281a575f5ffd5b6121b5826127fc565b818382375f9101908152919050565b858782375f8682015f8152858782375f908601908152838582375f930192835250909695505050505050565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061288657607f821691505b6020821081036117ab57634e487b7160e01b5f52602260045260245ffd5b601f821115611f195782821115611f1957805f5260205f20601f840160051c60208510156128cf57505f5b90810190601f840160051c035f5b818110156128f2575f838201556001016128dd565b505050505050565b81516001600160401b038111156129135761291361285e565b612927816129218454612872565b846128a4565b6020601f821160018114612959575f83156129425750848201515b5f19600385901b1c1916600184901b178455611de8565b5f84815260208120601f198516915b828110156129885787850151825560209485019460019092019101612968565b50848210156129a557868401515f19600387901b60f8161c191681555b50505050600190811b01905550565b6001600160401b038311156129cb576129cb61285e565b6129df836129d98354612872565b836128a4565b5f601f841160018114612a10575f85156129f95750838201355b5f19600387901b1c1916600186901b178355611de8565b5f83815260208120601f198716915b82811015612a3f5786850135825560209485019460019092019101612a1f565b5086821015612a5b575f1960f88860031b161c19848701351681555b505060018560011b0183555050505050565b5f5f8335601e19843603018112612a82575f5ffd5b8301803591506001600160401b03821115612a9b575f5ffd5b6020019150600581901b3603821315612603575f5ffd5b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112612adb575f5ffd5b83016020810192503590506001600160401b03811115612af9575f5ffd5b803603821315612603575f5ffd5b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b5f5f8335601e19843603018112612b44575f5ffd5b83016020810192503590506001600160401b03811115612b62575f5ffd5b8060051b3603821315612603575f5ffd5b5f8383855260208501945060208460051b820101835f5b868110156123c257838303601f19018852612ba58287612ac6565b612bb0858284612b07565b60209a8b019a90955093909301925050600101612b8a565b6001600160a01b038516815263ffffffff8416602082015260ff83166040820152608060608201525f612bfb8380612ac6565b6101006080850152612c1261018085018284612b07565b915050612c226020850185612ac6565b848303607f190160a0860152612c39838284612b07565b92505050612c4a6040850185612ac6565b848303607f190160c0860152612c61838284612b07565b92505050612c726060850185612ac6565b848303607f190160e0860152612c89838284612b07565b60808701356101008701529250612ca691505060a0850185612b2f565b848303607f1901610120860152612cbe838284612b73565b92505050612ccf60c0850185612ac6565b848303607f1901610140860152612ce7838284612b07565b92505050612cf760e085016127fc565b612d0561016085018261227a565b509695505050505050565b634e487b7160e01b5f52601160045260245ffd5b818103818111156117d7576117d7612d10565b808201808211156117d7576117d7612d10565b65ffffffffffff81811683821601908111156117d7576117d7612d10565b5f60018201612d7957612d79612d10565b5060010190565b634e487b7160e01b5f52603160045260245ffd5b6001600160401b0384168152604060208201525f612527604083018486612b07565b5f5f8354612dc381612872565b600182168015612dda5760018114612def57612e1c565b60ff1983168652811515820286019350612e1c565b865f5260205f205f5b83811015612e1457815488820152600190910190602001612df8565b505081860193505b509195945050505050565b848152606060208201525f5f8554612e3e81612872565b806060860152600182165f8114612e5c5760018114612e7857612ea9565b60ff1983166080870152608082151560051b8701019350612ea9565b885f5260205f205f5b83811015612ea057815488820160800152600190910190602001612e81565b87016080019450505b5050508281036040840152612ebf818587612b07565b979650505050505050565b5f5f85851115612ed8575f5ffd5b83861115612ee4575f5ffd5b5050820193919092039150565b803560208310156117d7575f19602084900360031b1b1692915050565b80356001600160801b03198116906010841015612f45576001600160801b03196001600160801b03198560100360031b1b82161691505b509291505056" as const;
