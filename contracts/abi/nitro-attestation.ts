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
export const nitroAttestationBytecode = "0x60c060405234801561000f575f5ffd5b50604051613ecd380380613ecd83398101604081905261002e91610149565b83838383816001600160a01b03811661006057604051631e4fbdf760e01b81525f600482015260240160405180910390fd5b610069816100ca565b506001600160a01b0384811660a0526080849052600280546001600160a01b03191691831691821790556040515f907ffd63bfd0570a42099be5f3da20f4f54d6ca6e2b7732ab887575b0902cd982359908290a3505050505050505061019b565b600180546001600160a01b03191690556100e3816100e6565b50565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b6001600160a01b03811681146100e3575f5ffd5b5f5f5f5f6080858703121561015c575f5ffd5b845161016781610135565b60208601516040870151919550935061017f81610135565b606086015190925061019081610135565b939692955090935050565b60805160a051613ce06101ed5f395f818161020801528181610e62015261164801525f81816101bf015281816102e4015281816106540152818161126f0152818161149f01526114d30152613ce05ff3fe608060405234801561000f575f5ffd5b5060043610610127575f3560e01c806389b851ec116100a9578063cc7bed3f1161006e578063cc7bed3f146102df578063d7381d5f14610306578063dd4e968514610319578063e30c39781461032c578063f2fde38b1461033d575f5ffd5b806389b851ec1461026f5780638da5cb5b146102825780639083dd9d14610292578063be976ca7146102a5578063c6cbc52a146102cc575f5ffd5b80634e33f7ca116100ef5780634e33f7ca146102035780635c88b25f1461022a578063715018a61461023d57806379ba509714610247578063897288e01461024f575f5ffd5b80631489b7111461012b578063270275891461015157806335dec5d11461017157806340b6a4bf1461019c5780634294857f146101f0575b5f5ffd5b61013e6101393660046136af565b610350565b6040519081526020015b60405180910390f35b61016461015f3660046136cf565b61037f565b604051610148919061371a565b600254610184906001600160a01b031681565b6040516001600160a01b039091168152602001610148565b7f311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f1857f0000000000000000000000000000000000000000000000000000000000000000145b6040519015158152602001610148565b6101e06101fe3660046136cf565b610457565b6101847f000000000000000000000000000000000000000000000000000000000000000081565b61013e6102383660046136af565b61046d565b6102456104b9565b005b6102456104da565b61026261025d36600461385b565b610523565b60405161014891906138f3565b61013e61027d3660046139cc565b61063d565b5f546001600160a01b0316610184565b6102456102a0366004613a00565b6107c9565b61013e7f311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f18581565b6102456102da3660046136cf565b61082c565b61013e7f000000000000000000000000000000000000000000000000000000000000000081565b6101e06103143660046136cf565b610835565b610245610327366004613a26565b61083f565b6001546001600160a01b0316610184565b61024561034b366004613a00565b610885565b604080516020808201859052818301849052825180830384018152606090920190925280519101205b92915050565b61038761344e565b5f828152600360208181526040928390208351610140810185528154815260018201549281019290925260028082015494830194909452918201546001600160401b038082166060840152600160401b820416608083015261ffff600160801b8204811660a0840152600160901b8204811660c0840152600160a01b8204811660e0840152600160b01b820416610100830152909261012084019160ff600160c01b909104169081111561043d5761043d6136e6565b600281111561044e5761044e6136e6565b90525092915050565b5f818152600360205260408120610379906108f5565b5f60045f848460405160200161048d929190918252602082015260400190565b6040516020818303038152906040528051906020012081526020019081526020015f2054905092915050565b6104c161092a565b604051630b153c2360e11b815260040160405180910390fd5b60015433906001600160a01b031681146105175760405163118cdaa760e01b81526001600160a01b03821660048201526024015b60405180910390fd5b61052081610958565b50565b61052b6134a2565b5f6105368686610971565b90505f61054b82602001518360400151610b3e565b905061055681610c52565b5f61056082610cb9565b8051909150851461059157805160405163011ba98b60e71b815260048101919091526024810186905260440161050e565b5f61059d828888610da1565b905060028160c0015160028111156105b7576105b76136e6565b146105e657600182516105ca9190613a98565b6040516347817e8360e01b815260040161050e91815260200190565b604081015161062490859089896105fe600182613a98565b81811061060d5761060d613aab565b905060200281019061061f9190613abf565b610e53565b61062e8382610f3e565b9450505050505b949350505050565b5f8381036106865760405163c2924d2360e01b81527f000000000000000000000000000000000000000000000000000000000000000060048201525f602482015260440161050e565b83610692836001613b01565b146106c6576106a2600185613a98565b60405163011ba98b60e71b815260048101919091526024810183905260440161050e565b5f846001600160401b038111156106df576106df613b14565b60405190808252806020026020018201604052801561072357816020015b604080518082019091525f80825260208201528152602001906001900390816106fd5790505b5090505f5b858110156107b257365f88888481811061074457610744613aab565b90506020028101906107569190613abf565b909250905081806107678382613b01565b86868151811061077957610779613aab565b60200260200101515f0187878151811061079557610795613aab565b602090810291909101810151019190915252505050600101610728565b506107be818585610da1565b519695505050505050565b6107d161092a565b6002546040516001600160a01b038084169216907ffd63bfd0570a42099be5f3da20f4f54d6ca6e2b7732ab887575b0902cd982359905f90a3600280546001600160a01b0319166001600160a01b0392909216919091179055565b61052081611164565b5f61037982611220565b61087f61087a8585604051610855929190613b28565b6040518091039020848460405161086d929190613b28565b6040518091039020610350565b611164565b50505050565b61088d61092a565b600180546001600160a01b0383166001600160a01b031990911681179091556108bd5f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b60018101545f9081526005602052604081205460ff1680610379575050600201545f9081526005602052604090205460ff1690565b5f546001600160a01b031633146109565760405163118cdaa760e01b815233600482015260240161050e565b565b600180546001600160a01b0319169055610520816112a5565b61099860405180608001604052805f81526020015f81526020015f81526020015f81525090565b60018210806109b257506109af6140006080613b01565b82115b156109e8576109c46140006080613b01565b604051631c599e1760e01b815260048101919091526024810183905260440161050e565b8260d11981355f1a016109f9576001015b83830181356001600160c81b031916660422250809c11560cd1b8114610a4e5760405163b6cb9b6760e01b8152660422250809c11560cd1b60048201526001600160c81b03198216602482015260440161050e565b60079290920180845291610a64600284846112f4565b602086018290526040860181905293505f90610a809085613a98565b90506001811080610a92575061400081115b15610abb57604051637752a5c960e01b815261400060048201526024810182905260440161050e565b610ac7600285856112f4565b606087018290529450610ada9085613a98565b905060608114610b07576040516316773e0b60e11b8152606060048201526024810182905260440161050e565b828414610b3457610b188484613a98565b60405163010865ed60e41b815260040161050e91815260200190565b5050505092915050565b610b46613501565b60bf83355f1a03610bc057610b5a83613b37565b92505b8183108015610b70575060ff83355f1a14155b15610b8757610b80818484611340565b9250610b5d565b818303610bb05760405163c59dc9cd60e01b8152600160048201525f602482015260440161050e565b610bb983613b37565b9250610bf3565b5f610bcd6005858561144b565b945090505f5b81811015610bf057610be6838686611340565b9450600101610bd3565b50505b818314610c2057610c048383613a98565b60405163886daa0f60e01b815260040161050e91815260200190565b8051603f9081161461037957805160405163fc2f8e1360e01b8152603f6004820152602481019190915260440161050e565b5f5b6003811015610cb557610c8c82606001518260208110610c7657610c76613aab565b602002015180356020919091013560801c171590565b15610cad5760405163451d01bd60e11b81526004810182905260240161050e565b600101610c54565b5050565b608081015151606090610ccd816001613b01565b6001600160401b03811115610ce457610ce4613b14565b604051908082528060200260200182016040528015610d2857816020015b604080518082019091525f8082526020820152815260200190600190039081610d025790505b5091505f5b81811015610d785783608001518181518110610d4b57610d4b613aab565b6020026020010151838281518110610d6557610d65613aab565b6020908102919091010152600101610d2d565b508260a00151828281518110610d9057610d90613aab565b602002602001018190525050919050565b610da96135ae565b60018451610db79190613a98565b8160a0018181525050610de381855f81518110610dd657610dd6613aab565b6020026020010151611489565b60015b8451811015610e4b57610e438282878481518110610e0657610e06613aab565b60200260200101518787600187610e1d9190613a98565b818110610e2c57610e2c613aab565b9050602002810190610e3e9190613abf565b6115a1565b600101610de6565b509392505050565b60608401516001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663067874cf610e90876117b7565b610ea884610e9f606082613b01565b90919082900390565b610eb789610e9f816060613b01565b89896040518863ffffffff1660e01b8152600401610edb9796959493929190613b77565b602060405180830381865afa158015610ef6573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610f1a9190613bd4565b610f3757604051639958ec9d60e01b815260040160405180910390fd5b5050505050565b610f466134a2565b6020808401516001600160401b03908116835260808401511661012083015282516101008301526040840151908201526060830151610f8b905f5b6020020151611849565b6060850151610f9b906001610f81565b6060870151610fab906002610f81565b604051602001610fc096959493929190613bf3565b60408051808303601f190181529181528151602090920191909120908201526060830151610100015180158015906110015750602081013560801c81351715155b1561102c5761100f81611849565b60405161101d929190613b28565b60405190819003902060608301525b606084015161020001511561108457606084015161104b906010610f81565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060808301525b60c084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060a083015260e084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060c083015261010084015180516020909101518190038080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525050505060e08301525092915050565b6002546001600160a01b0316331480159061118957505f546001600160a01b03163314155b156111a957604051635ff3422760e11b815233600482015260240161050e565b5f8181526005602052604090205460ff16156111db5760405163b93e450d60e01b81526004810182905260240161050e565b5f81815260056020526040808220805460ff1916600117905551339183917f1dbd7f0554a6447214abb6405781d5ee119037a7024fcb7fffd542c3c12cd7769190a350565b5f5b5f828152600360205260408120906003820154600160c01b900460ff166002811115611250576112506136e6565b14806112605750611260816108f5565b1561126d57505f92915050565b7f0000000000000000000000000000000000000000000000000000000000000000830361129d5750600192915050565b549150611222565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f5f5f61130286868661144b565b935080840192509050838211156113375760405163c59dc9cd60e01b815260048101829052838503602482015260440161050e565b50935093915050565b5f5f5f61134d8585611863565b8751919350915082161561137757604051630291697160e51b81526004810183905260240161050e565b855182178652600719820161139a57611391868286611a74565b92505050611444565b601082036113b3576113918660a0015160108387611c25565b602082036113c657611391868286611c9d565b600182036113d957611391868286611d86565b600282036113eb576113918185611ecd565b600482036113fe57611391868286611f28565b60408203611416576113918660c00151838387611f7d565b6080820361142e576113918660e00151838387611f7d565b61143f866101000151838387611f7d565b925050505b9392505050565b5f5f5f6114588585611fc5565b90945092509050858114611337576040516342c0e63160e01b8152600481018790526024810182905260440161050e565b5f61149b825f015183602001516120da565b90507f000000000000000000000000000000000000000000000000000000000000000081146115065760405163c2924d2360e01b81527f000000000000000000000000000000000000000000000000000000000000000060048201526024810182905260440161050e565b5f818152600360205260408120906003820154600160c01b900460ff166002811115611534576115346136e6565b0361158d575f61154b845f015185602001516120fd565b90508060e001518160600151146115775760405163fc9538f360e01b81525f600482015260240161050e565b610100606086015261158b8584835f6121ca565b505b5f19608085015261087f8483835f87612486565b8451835160208501515f92916115b6916120da565b60408051602081019390935282015260600160408051601f1981840301815291815281516020928301205f81815260049093529082205490925090819003611792575f61160a865f015187602001516120fd565b905087602001518160600151146116375760405163fc9538f360e01b81526004810188905260240161050e565b805160208201516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169163067874cf9181900361016085015160408d015161168c90610e9f816060613b01565b8b8b6040518863ffffffff1660e01b81526004016116b09796959493929190613c1f565b602060405180830381865afa1580156116cb573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906116ef9190613bd4565b61170e576040516227546f60e11b81526004810188905260240161050e565b8751604082810151815160208101939093529082015260600160408051601f19818403018152919052805160209091012091505f5f8381526003602081905260409091200154600160c01b900460ff16600281111561176f5761176f6136e6565b03611780576117808883838a6121ca565b505f8281526004602052604090208190555b5f8181526003602052604090206117ae90889083908989612486565b50505050505050565b80516040820151606091905f906117cf908390613a98565b90506117dc816012613b01565b6001600160401b038111156117f3576117f3613b14565b6040519080825280601f01601f19166020018201604052801561181d576020820181803683370190505b509250710211a94da59db985d1d5c994c5128404e08960761b6020840152808260328501375050919050565b365f61185a83610e9f603082613b01565b91509150915091565b5f5f82841061188e5760405163c59dc9cd60e01b8152600160048201525f602482015260440161050e565b83355f6118a182821a601f166001613c44565b60ff1690506118b08187613b01565b925060188111156118d75760405163dc978a0160e01b81526004810183905260240161050e565b8483111561190c57806118ea8787613a98565b60405163c59dc9cd60e01b81526004810192909252602482015260440161050e565b611917816008613c5d565b5f195f1b901c198216915081691a5b5bd91d5b1957da5960b21b0361193f5760019350611a6b565b816619991a59d95cdd60ca1b036119595760029350611a6b565b816906974696d657374616d760b41b036119765760049350611a6b565b8164647063727360d81b0361198e5760089350611a6b565b816b6b636572746966696361746560a01b036119ad5760109350611a6b565b816868636162756e646c6560b81b036119c95760209350611a6b565b816a6a7075626c69635f6b657960a81b036119e75760409350611a6b565b816969757365725f6461746160b01b03611a045760809350611a6b565b8165656e6f6e636560d01b03611a1e576101009350611a6b565b816d6d6e6974726f74706d5f7063727360901b03611a4f57604051635adaa2d760e01b815260040160405180910390fd5b60405163dc978a0160e01b81526004810183905260240161050e565b50509250929050565b5f5f611a826005858561144b565b945090506001811080611a955750602081115b15611abd5760405163cb7baaf360e01b8152602060048201526024810182905260440161050e565b5f5b81811015611bca575f611ad35f878761144b565b9650905060208110611b0f57611aeb60016020613a98565b6040516346286e9360e11b815260048101919091526024810182905260440161050e565b86606001518160208110611b2557611b25613aab565b602002015115611b4b5760405163a1f06dc960e01b81526004810182905260240161050e565b5f611b58600288886112f4565b975090506030611b688289613a98565b14611ba457816030611b7a838a613a98565b604051630398be1f60e41b815260048101939093526024830191909152604482015260640161050e565b8088606001518360208110611bbb57611bbb613aab565b60200201525050600101611abf565b505f5b6003811015611c1b5785606001518160208110611bec57611bec613aab565b60200201515f03611c135760405163ebe76b7160e01b81526004810182905260240161050e565b600101611bcd565b5092949350505050565b5f611c32600284846112f4565b909350905082811480611c4f5750610400611c4d8483613a98565b115b15611c8c5783610400611c628584613a98565b60405163c18d44c560e01b815260048101939093526024830191909152604482015260640161050e565b602085018190529190935292915050565b5f5f611cab6004858561144b565b945090506001811080611cbe5750600881115b15611ce65760405163be9e80eb60e01b8152600860048201526024810182905260440161050e565b806001600160401b03811115611cfe57611cfe613b14565b604051908082528060200260200182016040528015611d4257816020015b604080518082019091525f8082526020820152815260200190600190039081611d1c5790505b5060808601525f5b81811015611c1b57611d7c86608001518281518110611d6b57611d6b613aab565b602002602001015160208787611c25565b9450600101611d4a565b5f611d93600384846112f4565b909350905082811480611daf57506080611dad8483613a98565b115b15611dcd5760405163d4ec98db60e01b815260040160405180910390fd5b611dd783826120da565b60408501525f835b82811015611e6a5780355f1a6021811080611dfa5750607e81115b15611e185760405163d4ec98db60e01b815260040160405180910390fd5b5f60308210158015611e2b575060398211155b80611e43575060618210158015611e43575060668211155b905080611e50575f611e5b565b611e5b846001613b01565b93505050806001019050611ddf565b5060108110158015611e8657506014611e838584613a98565b10155b15610e4b575f611e97601484613a98565b9050803560e01c632d74706d819003611ec357604051635adaa2d760e01b815260040160405180910390fd5b5050509392505050565b5f611eda600384846112f4565b9093509050823560d01c611eee8483613a98565b6006141580611f035750806553484133383414155b15611f21576040516382ebfcaf60e01b815260040160405180910390fd5b5092915050565b5f5f611f355f858561144b565b92509050801580611f4c5750661fffffffffffff81115b15611f6d5760405163c6016f2360e01b81526004810182905260240161050e565b6020909401939093525090919050565b5f8183108015611f90575060f683355f1a145b15611fa757611fa0836001613b01565b9050610635565b611fb3600284846112f4565b9093509050610400611c4d8483613a98565b5f5f5f838510611ff15760405163c59dc9cd60e01b8152600160048201525f602482015260440161050e565b505050813560fd81901c9060f881901c601f8116916001860191601884101561201b5750506120d3565b601b8411156120405760405163f62c10f160e01b81526004810182905260240161050e565b601719840160020a8387038111156120765760405163c59dc9cd60e01b815260048101829052848803602482015260440161050e565b600883811b908202610100031c9450928301925f6001821461209e578160040260020a6120a1565b60185b9050808610156120ce576040516360e2595d60e01b8152600481018790526024810183905260440161050e565b505050505b9250925092565b5f828083036040516120ed929190613b28565b6040518091039020905092915050565b6121056135ef565b60016121118484613a98565b108061212757506104006121258484613a98565b115b1561215b576104006121398484613a98565b60405163f225c30560e01b81526004810192909252602482015260440161050e565b5f6121686030858561266f565b80835290506121796030828561268b565b60208401819052835191925061218f91906120da565b604083015260208201516121a690839083906126c8565b6121bd6121b783602001518561288f565b846128cc565b6101608301525092915050565b61018082015180515f901561225b5781602001516121fe576040516317a8c86360e11b81526004810184905260240161050e565b60608601515f81900361222757604051630d9792ff60e31b81526004810185905260240161050e565b610100811461223c5761223981613c74565b90505b8083606001511061224d5780612253565b82606001515b9150506122b5565b8560a001518314612282576040516302f697ab60e21b81526004810184905260240161050e565b81604001511580612294575081602001515b156122b55760405163526ab13b60e01b81526004810184905260240161050e565b5f858152600360205260409081902087518155908501516001820155606085015160808601516122e59190610350565b60028201556101008501516003820180546101208801516001600160401b03908116600160401b026fffffffffffffffffffffffffffffffff1990921693169290921791909117905584516101408601516123409190613a98565b60038201805461ffff92909216600160801b0261ffff60801b19909216919091179055845160a08601516123749190613a98565b60038201805461ffff92909216600160901b0261ffff60901b19909216919091179055845160c08601516123a89190613a98565b60038201805463ffffffff60a01b1916600160a01b61ffff9384160261ffff60b01b191617600160b01b9285169290920291909117905582516123ec5760026123ef565b60015b60038201805460ff60c01b1916600160c01b836002811115612413576124136136e6565b02179055506040858101518851600384015492519192909189917f2437475f10066fe962adae5651edc8f57de47816af6d7ebf64a5e1c57af9f74f9161247591600160c01b810460ff1691600160401b9091046001600160401b031690613c89565b60405180910390a450505050505050565b60038301546001600160401b0380821691600160401b900416428211156124d05760405163580b056160e01b8152600481018590526024810183905242604482015260640161050e565b8042111561250157604051637417d29360e01b8152600481018590526024810182905242604482015260640161050e565b61250a856108f5565b156125315760405162c4afa160e01b8152600481018590526024810187905260440161050e565b60016003860154600160c01b900460ff166002811115612553576125536136e6565b1415801561256557508660a001518414155b15612586576040516302f697ab60e21b81526004810185905260240161050e565b858752825160208401515f9161259b916129bd565b5060038801549092506125dd91506125be90600160901b900461ffff1683613b01565b60038801546125d890600160a01b900461ffff1684613b01565b6120da565b602089015260038601546125fc90600160801b900461ffff1682613b01565b60408901526003860154600160b01b900461ffff166060890152608088015182101561262a57608088018290525b600386015460c0890190600160c01b900460ff16600281111561264f5761264f6136e6565b90816002811115612662576126626136e6565b9052505050505050505050565b5f5f61267c85858561268b565b9092509050610e4b8184612aea565b5f5f5f61269885856129bd565b9094509250905085811461133757604051629646a760e11b8152600481018790526024810182905260440161050e565b5f5f5f6126dd858564a0030201026005612b17565b91509150816126ff576040516332e8306160e11b815260040160405180910390fd5b6127098185612b42565b955092505f6127188487613a98565b90508015806127275750601481115b1561274f57604051637dbd832960e11b8152601460048201526024810182905260440161050e565b61275984876120da565b6080880152612768868661288f565b95508593506127778686612bdf565b955061278384876120da565b60608801525f6127956030888861268b565b90955090506127a48582612cd8565b6101008a019190915294506127b98582612cd8565b6101208a019190915294506127ce8582612aea565b60a088018190526127df8187612bdf565b60c0890181905296506127f281886120da565b60e08901525f61281d8888773076301006072a8648ce3d020106052b81040022036200046018612b17565b6101408b0152905080158061283457506078888803105b15612852576040516320dee3e160e11b815260040160405180910390fd5b60788801975061286460a3898961266f565b955061287b6128756030888a61266f565b88612ef8565b896101800181905250505050505050505050565b5f5f6128aa84846b300a06082a8648ce3d040303600c612b17565b9250905080611f215760405163a2d6162b60e01b815260040160405180910390fd5b60606128da6003848461266f565b9250818314806128ec575082355f1a15155b1561290a57604051634c8973f560e11b815260040160405180910390fd5b612920603061291a856001613b01565b8461266f565b92505f5f61292e8585612b42565b915091505f5f61293e8387612b42565b9150915061294c8187612aea565b83830382820360308211806129615750603081115b1561297f57604051634c8973f560e11b815260040160405180910390fd5b604080516060808252608082019092529060208201818036833701905050965081868360508a01033780848260808a01033750505050505092915050565b5f5f5f838560020111156129ef5760405163508cb1c760e11b815260026004820152858503602482015260440161050e565b843560f881901c935060028601925060ff60f082901c1660808110612aaf57806081819003612a525760e883901c60ff1691508760030194506080821015612a4d57604051636a10697360e01b81526004810183905260240161050e565b612aad565b80608203612a915760e083901c61ffff169150876004019450610100821015612a4d57604051636a10697360e01b81526004810183905260240161050e565b60405163ee1180bf60e01b81526004810182905260240161050e565b505b808401925085831115612ae15760405163508cb1c760e11b81528784036004820152878703602482015260440161050e565b50509250925092565b808214610cb557612afb8282613a98565b60405163bd7f9a2360e01b815260040161050e91815260200190565b5f8185018535858211801590612b36575084846008026101000382901c145b92505094509492505050565b5f5f612b506002858561268b565b9092509050808203612b755760405163048a904360e41b815260040160405180910390fd5b81355f1a60808110612b9a5760405163048a904360e41b815260040160405180910390fd5b805f03612bd7578260010192508183108015612bb95750608083355f1a105b15612bd75760405163048a904360e41b815260040160405180910390fd5b509250929050565b5f612bec6030848461268b565b9093509050808303612c1157604051639ea6ca0960e01b815260040160405180910390fd5b808314610379575f612c256031858461268b565b9094509050808403612c4a57604051639ea6ca0960e01b815260040160405180910390fd5b808414612cd2575f612c5e6030868461268b565b90955090505f612c706006878461268b565b9650612c7e905086836129bd565b975090915050600c8114801590612c96575060138114155b8015612ca3575060168114155b15612cc157604051639ea6ca0960e01b815260040160405180910390fd5b612ccb8683612aea565b5050612c4a565b50612c11565b5f5f5f612ce585856129bd565b909650925090505f6016198201612d4957858303600d14612d195760405163578c60fb60e11b815260040160405180910390fd5b612d228661301f565b905060328110612d345761076c612d38565b6107d05b6002969096019561ffff1601612dd6565b60188203612dbd57858303600f14612d745760405163578c60fb60e11b815260040160405180910390fd5b612d808660020161301f565b612d898761301f565b606402019050610802811015612db25760405163578c60fb60e11b815260040160405180910390fd5b600486019550612dd6565b60405163578c60fb60e11b815260040160405180910390fd5b600a8601355f1a605a14612dfd5760405163578c60fb60e11b815260040160405180910390fd5b5f612e078761301f565b90505f612e168860020161301f565b90505f612e258960040161301f565b90505f612e348a60060161301f565b90505f612e438b60080161301f565b90506001851080612e545750600c85115b80612e5f5750600184105b80612e725750612e6f858761306b565b84115b80612e7d5750601783115b80612e885750603b82115b80612e935750603b81115b15612eb15760405163578c60fb60e11b815260040160405180910390fd5b6107b2861015612eca575f985050505050505050612ef1565b8082603c0284610e1002612edf8989896130fd565b62015180020101019850505050505050505b9250929050565b604080516080810182525f80825260208201819052918101919091526101006060820152818303612f455760405163676d503d60e11b8152601060048201525f602482015260440161050e565b612f4d613671565b5f5b8385146130175760108103612f8d576010612f6b826001613b01565b60405163676d503d60e11b81526004810192909252602482015260440161050e565b5f5f612f9a858888613148565b90925090505f5b83811015612fea5782858260108110612fbc57612fbc613aab565b602002015103612fe257604051637c7996af60e11b81526004810184905260240161050e565b600101612fa1565b5081848460108110612ffe57612ffe613aab565b60200201529550613010905081613b37565b9050612f4f565b505092915050565b5f602f198235821a8101906001840135831a0160098211806130415750600981115b1561305f5760405163578c60fb60e11b815260040160405180910390fd5b600a9091020192915050565b5f826002036130c05761307f600483613cc1565b1580156130a85750613092606483613cc1565b1515806130a857506130a661019083613cc1565b155b6130b357601c6130b6565b601d5b60ff169050610379565b82600414806130cf5750826006145b806130da5750826009145b806130e5575082600b145b6130f057601f6130f3565b601e5b60ff169392505050565b5f600383101561311457600184039350600c830192505b620afa6d826005600260996002198801020104610190870460648804600489048961016d0201030101010390509392505050565b5f5f6131566030858561268b565b909450905083356001600160d81b0319165f806131756006888661268b565b9150915061318382826120da565b94505f5f61319183876129bd565b50509050600181036131ae576131a783876132b3565b9250600191505b5f6131bb6004858961266f565b905064f9fcaae2ed60d81b6001600160d81b03198716016131e6576131e18b8289613300565b6132a5565b64f9fcaae2f160d81b6001600160d81b031987160161320a576131e18b828961339b565b828061322757506001600160d81b03198616640301aa8e8f60d91b145b8061324357506001600160d81b03198616640180d5474960da1b145b8061325f57506001600160d81b03198616640603551d2560d81b145b8061327b57506001600160d81b03198616640301aa8e9b60d91b145b156132a557604051634170225360e11b81526001600160d81b03198716600482015260240161050e565b505050505050935093915050565b5f5f6132c16001858561268b565b925090506132cf8183613a98565b60011415806132e2575080355f1a60ff14155b15611f21576040516375e35ac160e01b815260040160405180910390fd5b61330c6030838361266f565b915080820361331a57505050565b61332482826132b3565b60018452915080820361333657505050565b5f6133418383612b42565b90935090506133508183612aea565b600161335c8483613a98565b111561337b576040516375e35ac160e01b815260040160405180910390fd5b80831461338b5782355f1a61338d565b5f5b606090940193909352505050565b6133a76003838361266f565b91508181036002141580156133bf5750818103600314155b156133dd576040516375e35ac160e01b815260040160405180910390fd5b81355f90811a905f19830135901a600782118061340f5750600282810a908102828161340b5761340b613cad565b0614155b1561342d576040516375e35ac160e01b815260040160405180910390fd5b505050600101355f1a60808116151560408301526004161515602090910152565b60408051610140810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e081018290526101008101829052906101208201905b905290565b6040518061014001604052805f6001600160401b031681526020015f81526020015f81526020015f8152602001606081526020016060815260200160608152602001606081526020015f81526020015f6001600160401b031681525090565b6040518061012001604052805f81526020015f81526020015f8152602001613527613690565b81526020016060815260200161354e60405180604001604052805f81526020015f81525090565b815260200161356e60405180604001604052805f81526020015f81525090565b815260200161358e60405180604001604052805f81526020015f81525090565b815260200161349d60405180604001604052805f81526020015f81525090565b6040518060e001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f600281111561349d5761349d6136e6565b604051806101a001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020016060815260200161349d60405180608001604052805f151581526020015f151581526020015f151581526020015f81525090565b6040518061020001604052806010906020820280368337509192915050565b6040518061040001604052806020906020820280368337509192915050565b5f5f604083850312156136c0575f5ffd5b50508035926020909101359150565b5f602082840312156136df575f5ffd5b5035919050565b634e487b7160e01b5f52602160045260245ffd5b6003811061371657634e487b7160e01b5f52602160045260245ffd5b9052565b5f61014082019050825182526020830151602083015260408301516040830152606083015161375460608401826001600160401b03169052565b50608083015161376f60808401826001600160401b03169052565b5060a083015161378560a084018261ffff169052565b5060c083015161379b60c084018261ffff169052565b5060e08301516137b160e084018261ffff169052565b506101008301516137c961010084018261ffff169052565b50610120830151611f216101208401826136fa565b5f5f83601f8401126137ee575f5ffd5b5081356001600160401b03811115613804575f5ffd5b602083019150836020828501011115612ef1575f5ffd5b5f5f83601f84011261382b575f5ffd5b5081356001600160401b03811115613841575f5ffd5b6020830191508360208260051b8501011115612ef1575f5ffd5b5f5f5f5f6040858703121561386e575f5ffd5b84356001600160401b03811115613883575f5ffd5b61388f878288016137de565b90955093505060208501356001600160401b038111156138ad575f5ffd5b6138b98782880161381b565b95989497509550505050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b6020815261390d6020820183516001600160401b03169052565b6020820151604082015260408201516060820152606082015160808201525f608083015161014060a08401526139476101608401826138c5565b905060a0840151601f198483030160c085015261396482826138c5565b91505060c0840151601f198483030160e085015261398282826138c5565b91505060e0840151601f19848303016101008501526139a182826138c5565b915050610100840151610120840152610120840151610e4b6101408501826001600160401b03169052565b5f5f5f5f604085870312156139df575f5ffd5b84356001600160401b038111156139f4575f5ffd5b61388f8782880161381b565b5f60208284031215613a10575f5ffd5b81356001600160a01b0381168114611444575f5ffd5b5f5f5f5f60408587031215613a39575f5ffd5b84356001600160401b03811115613a4e575f5ffd5b613a5a878288016137de565b90955093505060208501356001600160401b03811115613a78575f5ffd5b6138b9878288016137de565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561037957610379613a84565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112613ad4575f5ffd5b8301803591506001600160401b03821115613aed575f5ffd5b602001915036819003821315612ef1575f5ffd5b8082018082111561037957610379613a84565b634e487b7160e01b5f52604160045260245ffd5b818382375f9101908152919050565b5f60018201613b4857613b48613a84565b5060010190565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b608081525f613b89608083018a6138c5565b8281036020840152613b9c81898b613b4f565b90508281036040840152613bb1818789613b4f565b90508281036060840152613bc6818587613b4f565b9a9950505050505050505050565b5f60208284031215613be4575f5ffd5b81518015158114611444575f5ffd5b858782375f8682015f8152858782375f908601908152838582375f930192835250909695505050505050565b608081525f613c3260808301898b613b4f565b8281036020840152613b9c81896138c5565b60ff818116838216019081111561037957610379613a84565b808202811582820484141761037957610379613a84565b5f81613c8257613c82613a84565b505f190190565b60408101613c9782856136fa565b6001600160401b03831660208301529392505050565b634e487b7160e01b5f52601260045260245ffd5b5f82613cdb57634e487b7160e01b5f52601260045260245ffd5b50069056" as const;
