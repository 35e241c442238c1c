// Generated from contracts/src/NitroAttestation.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.
export const nitroAttestationAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "p384Verifier_",
        "type": "address",
        "internalType": "contract IP384Verifier"
      },
      {
        "name": "rootId_",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "owner_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "revoker_",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "AWS_ROOT_ID",
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
    "name": "acceptOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "areCertificatesTrusted",
    "inputs": [
      {
        "name": "leafId",
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
    "name": "cacheCertificates",
    "inputs": [
      {
        "name": "chain",
        "type": "bytes[]",
        "internalType": "bytes[]"
      },
      {
        "name": "hints",
        "type": "bytes[]",
        "internalType": "bytes[]"
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
    "name": "certificateOf",
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
        "internalType": "struct CertificateCache.Entry",
        "components": [
          {
            "name": "parentId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "tbsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "serialKey",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "notBefore",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "notAfter",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "keyAt",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "subjectAt",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "subjectStop",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "authoritiesBelow",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "kind",
            "type": "uint8",
            "internalType": "enum CertificateCache.Kind"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "idOfBytes",
    "inputs": [
      {
        "name": "parentId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "bytesHash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isAwsRoot",
    "inputs": [],
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
    "name": "isRevoked",
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
    "name": "p384Verifier",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IP384Verifier"
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
    "name": "renounceOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "revokeCertificate",
    "inputs": [
      {
        "name": "tbsHash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "revokeSerial",
    "inputs": [
      {
        "name": "issuer",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "serial",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "revoker",
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
    "name": "rootId",
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
    "name": "serialKeyOf",
    "inputs": [
      {
        "name": "issuerHash",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "serialHash",
        "type": "bytes32",
        "internalType": "bytes32"
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
    "name": "setRevoker",
    "inputs": [
      {
        "name": "newRevoker",
        "type": "address",
        "internalType": "address"
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
    "type": "function",
    "name": "verify",
    "inputs": [
      {
        "name": "document",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "hints",
        "type": "bytes[]",
        "internalType": "bytes[]"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct INitroAttestation.Document",
        "components": [
          {
            "name": "timestampMs",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "moduleIdHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "measurementId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pcr8Hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pcr16",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "publicKey",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "userData",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "nonce",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "leafId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "notAfter",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "CertificateCached",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "parentId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "tbsHash",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "kind",
        "type": "uint8",
        "indexed": false,
        "internalType": "enum CertificateCache.Kind"
      },
      {
        "name": "notAfter",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CertificateRevoked",
    "inputs": [
      {
        "name": "key",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
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
    "name": "RevokerChanged",
    "inputs": [
      {
        "name": "previousRevoker",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newRevoker",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "CabundleCountInvalid",
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
    "name": "CborHeadForbidden",
    "inputs": [
      {
        "name": "seenByte",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CborNotMinimal",
    "inputs": [
      {
        "name": "value",
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
    "name": "CborTruncated",
    "inputs": [
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
    "name": "CborTypeUnexpected",
    "inputs": [
      {
        "name": "requiredMajorType",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seenMajorType",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateAlgorithmInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CertificateAlreadyRevoked",
    "inputs": [
      {
        "name": "key",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateExpired",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "notAfter",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "nowAt",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateIsRevoked",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateIssuerMismatch",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateKeyInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CertificateMayNotSignCertificates",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateNameInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CertificateNotAuthority",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateNotYetValid",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "notBefore",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "nowAt",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificatePathTooLong",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateSerialInvalid",
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
    "name": "CertificateSignatureInvalid",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateSignatureMalformed",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CertificateSizeInvalid",
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
    "name": "CertificateTimeInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CertificateVersionInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DebugDocument",
    "inputs": [
      {
        "name": "pcrIndex",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DerIntegerMalformed",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DerLengthForbidden",
    "inputs": [
      {
        "name": "seenByte",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DerLengthNotMinimal",
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
    "name": "DerTagUnexpected",
    "inputs": [
      {
        "name": "requiredTag",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "seenTag",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DerTrailingBytes",
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
    "name": "DerTruncated",
    "inputs": [
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
    "name": "DigestInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DocumentSignatureInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DocumentSizeInvalid",
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
    "name": "EnvelopeInvalid",
    "inputs": [
      {
        "name": "requiredStart",
        "type": "bytes7",
        "internalType": "bytes7"
      },
      {
        "name": "seenStart",
        "type": "bytes7",
        "internalType": "bytes7"
      }
    ]
  },
  {
    "type": "error",
    "name": "ExtensionCountInvalid",
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
    "name": "ExtensionDuplicate",
    "inputs": [
      {
        "name": "oidHash",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ExtensionMalformed",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ExtensionNotUnderstood",
    "inputs": [
      {
        "name": "oidStart",
        "type": "bytes5",
        "internalType": "bytes5"
      }
    ]
  },
  {
    "type": "error",
    "name": "FieldDuplicate",
    "inputs": [
      {
        "name": "field",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FieldSizeInvalid",
    "inputs": [
      {
        "name": "field",
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
    "name": "FieldUnknown",
    "inputs": [
      {
        "name": "seenStart",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "FieldsMissing",
    "inputs": [
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
    "name": "HintCountInvalid",
    "inputs": [
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
    "name": "LeafIsAuthority",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "LeafKeyUsageInvalid",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ModuleIdInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NeitherOwnerNorRevoker",
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
    "name": "NitroTpmDocument",
    "inputs": []
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
    "name": "PayloadSizeInvalid",
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
    "name": "PayloadTrailingBytes",
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
    "name": "PcrCountInvalid",
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
    "name": "PcrDuplicate",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PcrIndexInvalid",
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
    "name": "PcrLengthInvalid",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
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
    "name": "PcrMissing",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "RootNotAccepted",
    "inputs": [
      {
        "name": "requiredId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "seenId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "SignatureSizeInvalid",
    "inputs": [
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
    "name": "TimestampInvalid",
    "inputs": [
      {
        "name": "seen",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TrailingBytes",
    "inputs": [
      {
        "name": "seenBytes",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  }
] as const;

/** What creates the contract; the encoded constructor arguments follow it. */
export const nitroAttestationBytecode = "0x60c060405234801561000f575f5ffd5b50604051613eb6380380613eb683398101604081905261002e91610149565b83838383816001600160a01b03811661006057604051631e4fbdf760e01b81525f600482015260240160405180910390fd5b610069816100ca565b506001600160a01b0384811660a0526080849052600280546001600160a01b03191691831691821790556040515f907ffd63bfd0570a42099be5f3da20f4f54d6ca6e2b7732ab887575b0902cd982359908290a3505050505050505061019b565b600180546001600160a01b03191690556100e3816100e6565b50565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b6001600160a01b03811681146100e3575f5ffd5b5f5f5f5f6080858703121561015c575f5ffd5b845161016781610135565b60208601516040870151919550935061017f81610135565b606086015190925061019081610135565b939692955090935050565b60805160a051613cc96101ed5f395f818161020801528181610e63015261164901525f81816101bf015281816102e401528181610d7801528181611270015281816114a001526114d40152613cc95ff3fe608060405234801561000f575f5ffd5b5060043610610127575f3560e01c806389b851ec116100a9578063cc7bed3f1161006e578063cc7bed3f146102df578063d7381d5f14610306578063dd4e968514610319578063e30c39781461032c578063f2fde38b1461033d575f5ffd5b806389b851ec1461026f5780638da5cb5b146102825780639083dd9d14610292578063be976ca7146102a5578063c6cbc52a146102cc575f5ffd5b80634e33f7ca116100ef5780634e33f7ca146102035780635c88b25f1461022a578063715018a61461023d57806379ba509714610247578063897288e01461024f575f5ffd5b80631489b7111461012b578063270275891461015157806335dec5d11461017157806340b6a4bf1461019c5780634294857f146101f0575b5f5ffd5b61013e610139366004613698565b610350565b6040519081526020015b60405180910390f35b61016461015f3660046136b8565b61037f565b6040516101489190613703565b600254610184906001600160a01b031681565b6040516001600160a01b039091168152602001610148565b7f311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f1857f0000000000000000000000000000000000000000000000000000000000000000145b6040519015158152602001610148565b6101e06101fe3660046136b8565b610457565b6101847f000000000000000000000000000000000000000000000000000000000000000081565b61013e610238366004613698565b61046d565b6102456104b9565b005b6102456104da565b61026261025d366004613844565b610523565b60405161014891906138dc565b61013e61027d3660046139b5565b61063d565b5f546001600160a01b0316610184565b6102456102a03660046139e9565b610781565b61013e7f311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f18581565b6102456102da3660046136b8565b6107e4565b61013e7f000000000000000000000000000000000000000000000000000000000000000081565b6101e06103143660046136b8565b6107ed565b610245610327366004613a0f565b6107f7565b6001546001600160a01b0316610184565b61024561034b3660046139e9565b61083d565b604080516020808201859052818301849052825180830384018152606090920190925280519101205b92915050565b610387613437565b5f828152600360208181526040928390208351610140810185528154815260018201549281019290925260028082015494830194909452918201546001600160401b038082166060840152600160401b820416608083015261ffff600160801b8204811660a0840152600160901b8204811660c0840152600160a01b8204811660e0840152600160b01b820416610100830152909261012084019160ff600160c01b909104169081111561043d5761043d6136cf565b600281111561044e5761044e6136cf565b90525092915050565b5f818152600360205260408120610379906108ad565b5f60045f848460405160200161048d929190918252602082015260400190565b6040516020818303038152906040528051906020012081526020019081526020015f2054905092915050565b6104c16108e2565b604051630b153c2360e11b815260040160405180910390fd5b60015433906001600160a01b031681146105175760405163118cdaa760e01b81526001600160a01b03821660048201526024015b60405180910390fd5b61052081610910565b50565b61052b61348b565b5f6105368686610929565b90505f61054b82602001518360400151610af6565b905061055681610c0a565b5f61056082610c71565b8051909150851461059157805160405163011ba98b60e71b815260048101919091526024810186905260440161050e565b5f61059d828888610d59565b905060028160c0015160028111156105b7576105b76136cf565b146105e657600182516105ca9190613a81565b6040516347817e8360e01b815260040161050e91815260200190565b604081015161062490859089896105fe600182613a81565b81811061060d5761060d613a94565b905060200281019061061f9190613aa8565b610e54565b61062e8382610f3f565b9450505050505b949350505050565b5f80846001600160401b0381111561065757610657613aea565b60405190808252806020026020018201604052801561069b57816020015b604080518082019091525f80825260208201528152602001906001900390816106755790505b5090505f5b8581101561072a57365f8888848181106106bc576106bc613a94565b90506020028101906106ce9190613aa8565b909250905081806106df8382613afe565b8686815181106106f1576106f1613a94565b60200260200101515f0187878151811061070d5761070d613a94565b6020908102919091018101510191909152525050506001016106a0565b5084610737846001613afe565b1461076b57610747600186613a81565b60405163011ba98b60e71b815260048101919091526024810184905260440161050e565b610776818585610d59565b519695505050505050565b6107896108e2565b6002546040516001600160a01b038084169216907ffd63bfd0570a42099be5f3da20f4f54d6ca6e2b7732ab887575b0902cd982359905f90a3600280546001600160a01b0319166001600160a01b0392909216919091179055565b61052081611165565b5f61037982611221565b610837610832858560405161080d929190613b11565b60405180910390208484604051610825929190613b11565b6040518091039020610350565b611165565b50505050565b6108456108e2565b600180546001600160a01b0383166001600160a01b031990911681179091556108755f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b60018101545f9081526005602052604081205460ff1680610379575050600201545f9081526005602052604090205460ff1690565b5f546001600160a01b0316331461090e5760405163118cdaa760e01b815233600482015260240161050e565b565b600180546001600160a01b0319169055610520816112a6565b61095060405180608001604052805f81526020015f81526020015f81526020015f81525090565b600182108061096a57506109676140006080613afe565b82115b156109a05761097c6140006080613afe565b604051631c599e1760e01b815260048101919091526024810183905260440161050e565b8260d11981355f1a016109b1576001015b83830181356001600160c81b031916660422250809c11560cd1b8114610a065760405163b6cb9b6760e01b8152660422250809c11560cd1b60048201526001600160c81b03198216602482015260440161050e565b60079290920180845291610a1c600284846112f5565b602086018290526040860181905293505f90610a389085613a81565b90506001811080610a4a575061400081115b15610a7357604051637752a5c960e01b815261400060048201526024810182905260440161050e565b610a7f600285856112f5565b606087018290529450610a929085613a81565b905060608114610abf576040516316773e0b60e11b8152606060048201526024810182905260440161050e565b828414610aec57610ad08484613a81565b60405163010865ed60e41b815260040161050e91815260200190565b5050505092915050565b610afe6134ea565b60bf83355f1a03610b7857610b1283613b20565b92505b8183108015610b28575060ff83355f1a14155b15610b3f57610b38818484611341565b9250610b15565b818303610b685760405163c59dc9cd60e01b8152600160048201525f602482015260440161050e565b610b7183613b20565b9250610bab565b5f610b856005858561144c565b945090505f5b81811015610ba857610b9e838686611341565b9450600101610b8b565b50505b818314610bd857610bbc8383613a81565b60405163886daa0f60e01b815260040161050e91815260200190565b8051603f9081161461037957805160405163fc2f8e1360e01b8152603f6004820152602481019190915260440161050e565b5f5b6003811015610c6d57610c4482606001518260208110610c2e57610c2e613a94565b602002015180356020919091013560801c171590565b15610c655760405163451d01bd60e11b81526004810182905260240161050e565b600101610c0c565b5050565b608081015151606090610c85816001613afe565b6001600160401b03811115610c9c57610c9c613aea565b604051908082528060200260200182016040528015610ce057816020015b604080518082019091525f8082526020820152815260200190600190039081610cba5790505b5091505f5b81811015610d305783608001518181518110610d0357610d03613a94565b6020026020010151838281518110610d1d57610d1d613a94565b6020908102919091010152600101610ce5565b508260a00151828281518110610d4857610d48613a94565b602002602001018190525050919050565b610d61613597565b83515f03610daa5760405163c2924d2360e01b81527f000000000000000000000000000000000000000000000000000000000000000060048201525f602482015260440161050e565b60018451610db89190613a81565b8160a0018181525050610de481855f81518110610dd757610dd7613a94565b602002602001015161148a565b60015b8451811015610e4c57610e448282878481518110610e0757610e07613a94565b60200260200101518787600187610e1e9190613a81565b818110610e2d57610e2d613a94565b9050602002810190610e3f9190613aa8565b6115a2565b600101610de7565b509392505050565b60608401516001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663067874cf610e91876117b8565b610ea984610ea0606082613afe565b90919082900390565b610eb889610ea0816060613afe565b89896040518863ffffffff1660e01b8152600401610edc9796959493929190613b60565b602060405180830381865afa158015610ef7573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610f1b9190613bbd565b610f3857604051639958ec9d60e01b815260040160405180910390fd5b5050505050565b610f4761348b565b6020808401516001600160401b03908116835260808401511661012083015282516101008301526040840151908201526060830151610f8c905f5b602002015161184a565b6060850151610f9c906001610f82565b6060870151610fac906002610f82565b604051602001610fc196959493929190613bdc565b60408051808303601f190181529181528151602090920191909120908201526060830151610100015180158015906110025750602081013560801c81351715155b1561102d576110108161184a565b60405161101e929190613b11565b60405190819003902060608301525b606084015161020001511561108557606084015161104c906010610f82565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060808301525b60c084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060a083015260e084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060c083015261010084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060e08301525092915050565b6002546001600160a01b0316331480159061118a57505f546001600160a01b03163314155b156111aa57604051635ff3422760e11b815233600482015260240161050e565b5f8181526005602052604090205460ff16156111dc5760405163b93e450d60e01b81526004810182905260240161050e565b5f81815260056020526040808220805460ff1916600117905551339183917f1dbd7f0554a6447214abb6405781d5ee119037a7024fcb7fffd542c3c12cd7769190a350565b5f5b5f828152600360205260408120906003820154600160c01b900460ff166002811115611251576112516136cf565b14806112615750611261816108ad565b1561126e57505f92915050565b7f0000000000000000000000000000000000000000000000000000000000000000830361129e5750600192915050565b549150611223565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f5f5f61130386868661144c565b935080840192509050838211156113385760405163c59dc9cd60e01b815260048101829052838503602482015260440161050e565b50935093915050565b5f5f5f61134e8585611864565b8751919350915082161561137857604051630291697160e51b81526004810183905260240161050e565b855182178652600719820161139b57611392868286611a4c565b92505050611445565b601082036113b4576113928660a0015160108387611bfd565b602082036113c757611392868286611c75565b600182036113da57611392868286611d5e565b600282036113ec576113928185611ea5565b600482036113ff57611392868286611f00565b60408203611417576113928660c00151838387611f55565b6080820361142f576113928660e00151838387611f55565b611440866101000151838387611f55565b925050505b9392505050565b5f5f5f6114598585611f9d565b90945092509050858114611338576040516342c0e63160e01b8152600481018790526024810182905260440161050e565b5f61149c825f015183602001516120b2565b90507f000000000000000000000000000000000000000000000000000000000000000081146115075760405163c2924d2360e01b81527f000000000000000000000000000000000000000000000000000000000000000060048201526024810182905260440161050e565b5f818152600360205260408120906003820154600160c01b900460ff166002811115611535576115356136cf565b0361158e575f61154c845f015185602001516120d5565b90508060e001518160600151146115785760405163fc9538f360e01b81525f600482015260240161050e565b610100606086015261158c8584835f6121a2565b505b5f1960808501526108378483835f8761245e565b8451835160208501515f92916115b7916120b2565b60408051602081019390935282015260600160408051601f1981840301815291815281516020928301205f81815260049093529082205490925090819003611793575f61160b865f015187602001516120d5565b905087602001518160600151146116385760405163fc9538f360e01b81526004810188905260240161050e565b805160208201516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169163067874cf9181900361016085015160408d015161168d90610ea0816060613afe565b8b8b6040518863ffffffff1660e01b81526004016116b19796959493929190613c08565b602060405180830381865afa1580156116cc573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906116f09190613bbd565b61170f576040516227546f60e11b81526004810188905260240161050e565b8751604082810151815160208101939093529082015260600160408051601f19818403018152919052805160209091012091505f5f8381526003602081905260409091200154600160c01b900460ff166002811115611770576117706136cf565b03611781576117818883838a6121a2565b505f8281526004602052604090208190555b5f8181526003602052604090206117af9088908390898961245e565b50505050505050565b80516040820151606091905f906117d0908390613a81565b90506117dd816012613afe565b6001600160401b038111156117f4576117f4613aea565b6040519080825280601f01601f19166020018201604052801561181e576020820181803683370190505b509250710211a94da59db985d1d5c994c5128404e08960761b6020840152808260328501375050919050565b365f61185b83610ea0603082613afe565b91509150915091565b5f8083358161187982821a601f166001613c2d565b60ff1690506118888187613afe565b925060188111156118af5760405163dc978a0160e01b81526004810183905260240161050e565b848311156118e457806118c28787613a81565b60405163c59dc9cd60e01b81526004810192909252602482015260440161050e565b6118ef816008613c46565b5f195f1b901c198216915081691a5b5bd91d5b1957da5960b21b036119175760019350611a43565b816619991a59d95cdd60ca1b036119315760029350611a43565b816906974696d657374616d760b41b0361194e5760049350611a43565b8164647063727360d81b036119665760089350611a43565b816b6b636572746966696361746560a01b036119855760109350611a43565b816868636162756e646c6560b81b036119a15760209350611a43565b816a6a7075626c69635f6b657960a81b036119bf5760409350611a43565b816969757365725f6461746160b01b036119dc5760809350611a43565b8165656e6f6e636560d01b036119f6576101009350611a43565b816d6d6e6974726f74706d5f7063727360901b03611a2757604051635adaa2d760e01b815260040160405180910390fd5b60405163dc978a0160e01b81526004810183905260240161050e565b50509250929050565b5f5f611a5a6005858561144c565b945090506001811080611a6d5750602081115b15611a955760405163cb7baaf360e01b8152602060048201526024810182905260440161050e565b5f5b81811015611ba2575f611aab5f878761144c565b9650905060208110611ae757611ac360016020613a81565b6040516346286e9360e11b815260048101919091526024810182905260440161050e565b86606001518160208110611afd57611afd613a94565b602002015115611b235760405163a1f06dc960e01b81526004810182905260240161050e565b5f611b30600288886112f5565b975090506030611b408289613a81565b14611b7c57816030611b52838a613a81565b604051630398be1f60e41b815260048101939093526024830191909152604482015260640161050e565b8088606001518360208110611b9357611b93613a94565b60200201525050600101611a97565b505f5b6003811015611bf35785606001518160208110611bc457611bc4613a94565b60200201515f03611beb5760405163ebe76b7160e01b81526004810182905260240161050e565b600101611ba5565b5092949350505050565b5f611c0a600284846112f5565b909350905082811480611c275750610400611c258483613a81565b115b15611c645783610400611c3a8584613a81565b60405163c18d44c560e01b815260048101939093526024830191909152604482015260640161050e565b602085018190529190935292915050565b5f5f611c836004858561144c565b945090506001811080611c965750600881115b15611cbe5760405163be9e80eb60e01b8152600860048201526024810182905260440161050e565b806001600160401b03811115611cd657611cd6613aea565b604051908082528060200260200182016040528015611d1a57816020015b604080518082019091525f8082526020820152815260200190600190039081611cf45790505b5060808601525f5b81811015611bf357611d5486608001518281518110611d4357611d43613a94565b602002602001015160208787611bfd565b9450600101611d22565b5f611d6b600384846112f5565b909350905082811480611d8757506080611d858483613a81565b115b15611da55760405163d4ec98db60e01b815260040160405180910390fd5b611daf83826120b2565b60408501525f835b82811015611e425780355f1a6021811080611dd25750607e81115b15611df05760405163d4ec98db60e01b815260040160405180910390fd5b5f60308210158015611e03575060398211155b80611e1b575060618210158015611e1b575060668211155b905080611e28575f611e33565b611e33846001613afe565b93505050806001019050611db7565b5060108110158015611e5e57506014611e5b8584613a81565b10155b15610e4c575f611e6f601484613a81565b9050803560e01c632d74706d819003611e9b57604051635adaa2d760e01b815260040160405180910390fd5b5050509392505050565b5f611eb2600384846112f5565b9093509050823560d01c611ec68483613a81565b6006141580611edb5750806553484133383414155b15611ef9576040516382ebfcaf60e01b815260040160405180910390fd5b5092915050565b5f5f611f0d5f858561144c565b92509050801580611f245750661fffffffffffff81115b15611f455760405163c6016f2360e01b81526004810182905260240161050e565b6020909401939093525090919050565b5f8183108015611f68575060f683355f1a145b15611f7f57611f78836001613afe565b9050610635565b611f8b600284846112f5565b9093509050610400611c258483613a81565b5f5f5f838510611fc95760405163c59dc9cd60e01b8152600160048201525f602482015260440161050e565b505050813560fd81901c9060f881901c601f81169160018601916018841015611ff35750506120ab565b601b8411156120185760405163f62c10f160e01b81526004810182905260240161050e565b601719840160020a83870381111561204e5760405163c59dc9cd60e01b815260048101829052848803602482015260440161050e565b600883811b908202610100031c9450928301925f60018214612076578160040260020a612079565b60185b9050808610156120a6576040516360e2595d60e01b8152600481018790526024810183905260440161050e565b505050505b9250925092565b5f828083036040516120c5929190613b11565b6040518091039020905092915050565b6120dd6135d8565b60016120e98484613a81565b10806120ff57506104006120fd8484613a81565b115b15612133576104006121118484613a81565b60405163f225c30560e01b81526004810192909252602482015260440161050e565b5f61214060308585612647565b808352905061215160308285612663565b60208401819052835191925061216791906120b2565b6040830152602082015161217e90839083906126a0565b61219561218f836020015185612867565b846128a4565b6101608301525092915050565b61018082015180515f90156122335781602001516121d6576040516317a8c86360e11b81526004810184905260240161050e565b60608601515f8190036121ff57604051630d9792ff60e31b81526004810185905260240161050e565b61010081146122145761221181613c5d565b90505b80836060015110612225578061222b565b82606001515b91505061228d565b8560a00151831461225a576040516302f697ab60e21b81526004810184905260240161050e565b8160400151158061226c575081602001515b1561228d5760405163526ab13b60e01b81526004810184905260240161050e565b5f858152600360205260409081902087518155908501516001820155606085015160808601516122bd9190610350565b60028201556101008501516003820180546101208801516001600160401b03908116600160401b026fffffffffffffffffffffffffffffffff1990921693169290921791909117905584516101408601516123189190613a81565b60038201805461ffff92909216600160801b0261ffff60801b19909216919091179055845160a086015161234c9190613a81565b60038201805461ffff92909216600160901b0261ffff60901b19909216919091179055845160c08601516123809190613a81565b60038201805463ffffffff60a01b1916600160a01b61ffff9384160261ffff60b01b191617600160b01b9285169290920291909117905582516123c45760026123c7565b60015b60038201805460ff60c01b1916600160c01b8360028111156123eb576123eb6136cf565b02179055506040858101518851600384015492519192909189917f2437475f10066fe962adae5651edc8f57de47816af6d7ebf64a5e1c57af9f74f9161244d91600160c01b810460ff1691600160401b9091046001600160401b031690613c72565b60405180910390a450505050505050565b60038301546001600160401b0380821691600160401b900416428211156124a85760405163580b056160e01b8152600481018590526024810183905242604482015260640161050e565b804211156124d957604051637417d29360e01b8152600481018590526024810182905242604482015260640161050e565b6124e2856108ad565b156125095760405162c4afa160e01b8152600481018590526024810187905260440161050e565b60016003860154600160c01b900460ff16600281111561252b5761252b6136cf565b1415801561253d57508660a001518414155b1561255e576040516302f697ab60e21b81526004810185905260240161050e565b858752825160208401515f9161257391612995565b5060038801549092506125b5915061259690600160901b900461ffff1683613afe565b60038801546125b090600160a01b900461ffff1684613afe565b6120b2565b602089015260038601546125d490600160801b900461ffff1682613afe565b60408901526003860154600160b01b900461ffff166060890152608088015182101561260257608088018290525b600386015460c0890190600160c01b900460ff166002811115612627576126276136cf565b9081600281111561263a5761263a6136cf565b9052505050505050505050565b5f5f612654858585612663565b9092509050610e4c8184612ad3565b5f5f5f6126708585612995565b9094509250905085811461133857604051629646a760e11b8152600481018790526024810182905260440161050e565b5f5f5f6126b5858564a0030201026005612b00565b91509150816126d7576040516332e8306160e11b815260040160405180910390fd5b6126e18185612b2b565b955092505f6126f08487613a81565b90508015806126ff5750601481115b1561272757604051637dbd832960e11b8152601460048201526024810182905260440161050e565b61273184876120b2565b60808801526127408686612867565b955085935061274f8686612bc8565b955061275b84876120b2565b60608801525f61276d60308888612663565b909550905061277c8582612cc1565b6101008a019190915294506127918582612cc1565b6101208a019190915294506127a68582612ad3565b60a088018190526127b78187612bc8565b60c0890181905296506127ca81886120b2565b60e08901525f6127f58888773076301006072a8648ce3d020106052b81040022036200046018612b00565b6101408b0152905080158061280c57506078888803105b1561282a576040516320dee3e160e11b815260040160405180910390fd5b60788801975061283c60a38989612647565b955061285361284d6030888a612647565b88612ee1565b896101800181905250505050505050505050565b5f5f61288284846b300a06082a8648ce3d040303600c612b00565b9250905080611ef95760405163a2d6162b60e01b815260040160405180910390fd5b60606128b260038484612647565b9250818314806128c4575082355f1a15155b156128e257604051634c8973f560e11b815260040160405180910390fd5b6128f860306128f2856001613afe565b84612647565b92505f5f6129068585612b2b565b915091505f5f6129168387612b2b565b915091506129248187612ad3565b83830382820360308211806129395750603081115b1561295757604051634c8973f560e11b815260040160405180910390fd5b604080516060808252608082019092529060208201818036833701905050965081868360508a01033780848260808a01033750505050505092915050565b5f5f5f838560020111156129d85760028486116129b4578585036129b6565b5f5b60405163508cb1c760e11b81526004810192909252602482015260440161050e565b843560f881901c935060028601925060ff60f082901c1660808110612a9857806081819003612a3b5760e883901c60ff1691508760030194506080821015612a3657604051636a10697360e01b81526004810183905260240161050e565b612a96565b80608203612a7a5760e083901c61ffff169150876004019450610100821015612a3657604051636a10697360e01b81526004810183905260240161050e565b60405163ee1180bf60e01b81526004810182905260240161050e565b505b808401925085831115612aca5760405163508cb1c760e11b81528784036004820152878703602482015260440161050e565b50509250925092565b808214610c6d57612ae48282613a81565b60405163bd7f9a2360e01b815260040161050e91815260200190565b5f8185018535858211801590612b1f575084846008026101000382901c145b92505094509492505050565b5f5f612b3960028585612663565b9092509050808203612b5e5760405163048a904360e41b815260040160405180910390fd5b81355f1a60808110612b835760405163048a904360e41b815260040160405180910390fd5b805f03612bc0578260010192508183108015612ba25750608083355f1a105b15612bc05760405163048a904360e41b815260040160405180910390fd5b509250929050565b5f612bd560308484612663565b9093509050808303612bfa57604051639ea6ca0960e01b815260040160405180910390fd5b808314610379575f612c0e60318584612663565b9094509050808403612c3357604051639ea6ca0960e01b815260040160405180910390fd5b808414612cbb575f612c4760308684612663565b90955090505f612c5960068784612663565b9650612c6790508683612995565b975090915050600c8114801590612c7f575060138114155b8015612c8c575060168114155b15612caa57604051639ea6ca0960e01b815260040160405180910390fd5b612cb48683612ad3565b5050612c33565b50612bfa565b5f5f5f612cce8585612995565b909650925090505f6016198201612d3257858303600d14612d025760405163578c60fb60e11b815260040160405180910390fd5b612d0b86613008565b905060328110612d1d5761076c612d21565b6107d05b6002969096019561ffff1601612dbf565b60188203612da657858303600f14612d5d5760405163578c60fb60e11b815260040160405180910390fd5b612d6986600201613008565b612d7287613008565b606402019050610802811015612d9b5760405163578c60fb60e11b815260040160405180910390fd5b600486019550612dbf565b60405163578c60fb60e11b815260040160405180910390fd5b600a8601355f1a605a14612de65760405163578c60fb60e11b815260040160405180910390fd5b5f612df087613008565b90505f612dff88600201613008565b90505f612e0e89600401613008565b90505f612e1d8a600601613008565b90505f612e2c8b600801613008565b90506001851080612e3d5750600c85115b80612e485750600184105b80612e5b5750612e588587613054565b84115b80612e665750601783115b80612e715750603b82115b80612e7c5750603b81115b15612e9a5760405163578c60fb60e11b815260040160405180910390fd5b6107b2861015612eb3575f985050505050505050612eda565b8082603c0284610e1002612ec88989896130e6565b62015180020101019850505050505050505b9250929050565b604080516080810182525f80825260208201819052918101919091526101006060820152818303612f2e5760405163676d503d60e11b8152601060048201525f602482015260440161050e565b612f3661365a565b5f5b8385146130005760108103612f76576010612f54826001613afe565b60405163676d503d60e11b81526004810192909252602482015260440161050e565b5f5f612f83858888613131565b90925090505f5b83811015612fd35782858260108110612fa557612fa5613a94565b602002015103612fcb57604051637c7996af60e11b81526004810184905260240161050e565b600101612f8a565b5081848460108110612fe757612fe7613a94565b60200201529550612ff9905081613b20565b9050612f38565b505092915050565b5f602f198235821a8101906001840135831a01600982118061302a5750600981115b156130485760405163578c60fb60e11b815260040160405180910390fd5b600a9091020192915050565b5f826002036130a957613068600483613caa565b158015613091575061307b606483613caa565b151580613091575061308f61019083613caa565b155b61309c57601c61309f565b601d5b60ff169050610379565b82600414806130b85750826006145b806130c35750826009145b806130ce575082600b145b6130d957601f6130dc565b601e5b60ff169392505050565b5f60038310156130fd57600184039350600c830192505b620afa6d826005600260996002198801020104610190870460648804600489048961016d0201030101010390509392505050565b5f5f61313f60308585612663565b909450905083356001600160d81b0319165f8061315e60068886612663565b9150915061316c82826120b2565b94505f5f61317a8387612995565b505090506001810361319757613190838761329c565b9250600191505b5f6131a460048589612647565b905064f9fcaae2ed60d81b6001600160d81b03198716016131cf576131ca8b82896132e9565b61328e565b64f9fcaae2f160d81b6001600160d81b03198716016131f3576131ca8b8289613384565b828061321057506001600160d81b03198616640301aa8e8f60d91b145b8061322c57506001600160d81b03198616640180d5474960da1b145b8061324857506001600160d81b03198616640603551d2560d81b145b8061326457506001600160d81b03198616640301aa8e9b60d91b145b1561328e57604051634170225360e11b81526001600160d81b03198716600482015260240161050e565b505050505050935093915050565b5f5f6132aa60018585612663565b925090506132b88183613a81565b60011415806132cb575080355f1a60ff14155b15611ef9576040516375e35ac160e01b815260040160405180910390fd5b6132f560308383612647565b915080820361330357505050565b61330d828261329c565b60018452915080820361331f57505050565b5f61332a8383612b2b565b90935090506133398183612ad3565b60016133458483613a81565b1115613364576040516375e35ac160e01b815260040160405180910390fd5b8083146133745782355f1a613376565b5f5b606090940193909352505050565b61339060038383612647565b91508181036002141580156133a85750818103600314155b156133c6576040516375e35ac160e01b815260040160405180910390fd5b81355f90811a905f19830135901a60078211806133f85750600282810a90810282816133f4576133f4613c96565b0614155b15613416576040516375e35ac160e01b815260040160405180910390fd5b505050600101355f1a60808116151560408301526004161515602090910152565b60408051610140810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e081018290526101008101829052906101208201905b905290565b6040518061014001604052805f6001600160401b031681526020015f81526020015f81526020015f8152602001606081526020016060815260200160608152602001606081526020015f81526020015f6001600160401b031681525090565b6040518061012001604052805f81526020015f81526020015f8152602001613510613679565b81526020016060815260200161353760405180604001604052805f81526020015f81525090565b815260200161355760405180604001604052805f81526020015f81525090565b815260200161357760405180604001604052805f81526020015f81525090565b815260200161348660405180604001604052805f81526020015f81525090565b6040518060e001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f6002811115613486576134866136cf565b604051806101a001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020016060815260200161348660405180608001604052805f151581526020015f151581526020015f151581526020015f81525090565b6040518061020001604052806010906020820280368337509192915050565b6040518061040001604052806020906020820280368337509192915050565b5f5f604083850312156136a9575f5ffd5b50508035926020909101359150565b5f602082840312156136c8575f5ffd5b5035919050565b634e487b7160e01b5f52602160045260245ffd5b600381106136ff57634e487b7160e01b5f52602160045260245ffd5b9052565b5f61014082019050825182526020830151602083015260408301516040830152606083015161373d60608401826001600160401b03169052565b50608083015161375860808401826001600160401b03169052565b5060a083015161376e60a084018261ffff169052565b5060c083015161378460c084018261ffff169052565b5060e083015161379a60e084018261ffff169052565b506101008301516137b261010084018261ffff169052565b50610120830151611ef96101208401826136e3565b5f5f83601f8401126137d7575f5ffd5b5081356001600160401b038111156137ed575f5ffd5b602083019150836020828501011115612eda575f5ffd5b5f5f83601f840112613814575f5ffd5b5081356001600160401b0381111561382a575f5ffd5b6020830191508360208260051b8501011115612eda575f5ffd5b5f5f5f5f60408587031215613857575f5ffd5b84356001600160401b0381111561386c575f5ffd5b613878878288016137c7565b90955093505060208501356001600160401b03811115613896575f5ffd5b6138a287828801613804565b95989497509550505050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081526138f66020820183516001600160401b03169052565b6020820151604082015260408201516060820152606082015160808201525f608083015161014060a08401526139306101608401826138ae565b905060a0840151601f198483030160c085015261394d82826138ae565b91505060c0840151601f198483030160e085015261396b82826138ae565b91505060e0840151601f198483030161010085015261398a82826138ae565b915050610100840151610120840152610120840151610e4c6101408501826001600160401b03169052565b5f5f5f5f604085870312156139c8575f5ffd5b84356001600160401b038111156139dd575f5ffd5b61387887828801613804565b5f602082840312156139f9575f5ffd5b81356001600160a01b0381168114611445575f5ffd5b5f5f5f5f60408587031215613a22575f5ffd5b84356001600160401b03811115613a37575f5ffd5b613a43878288016137c7565b90955093505060208501356001600160401b03811115613a61575f5ffd5b6138a2878288016137c7565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561037957610379613a6d565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112613abd575f5ffd5b8301803591506001600160401b03821115613ad6575f5ffd5b602001915036819003821315612eda575f5ffd5b634e487b7160e01b5f52604160045260245ffd5b8082018082111561037957610379613a6d565b818382375f9101908152919050565b5f60018201613b3157613b31613a6d565b5060010190565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b608081525f613b72608083018a6138ae565b8281036020840152613b8581898b613b38565b90508281036040840152613b9a818789613b38565b90508281036060840152613baf818587613b38565b9a9950505050505050505050565b5f60208284031215613bcd575f5ffd5b81518015158114611445575f5ffd5b858782375f8682015f8152858782375f908601908152838582375f930192835250909695505050505050565b608081525f613c1b60808301898b613b38565b8281036020840152613b8581896138ae565b60ff818116838216019081111561037957610379613a6d565b808202811582820484141761037957610379613a6d565b5f81613c6b57613c6b613a6d565b505f190190565b60408101613c8082856136e3565b6001600160401b03831660208301529392505050565b634e487b7160e01b5f52601260045260245ffd5b5f82613cc457634e487b7160e01b5f52601260045260245ffd5b50069056" as const;
