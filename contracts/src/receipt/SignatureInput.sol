// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FieldText} from "./FieldText.sol";

/// @title `Signature-Input` of a proof: docs/protocol/proof.md, section 3
library SignatureInput {
    /// @notice Behind the label come the components and parameters, which are the line `@signature-params` of the signature base.
    uint256 internal constant LABEL_CHARACTERS = 6; // inkan=

    bytes private constant BEFORE_CREATED =
        'inkan=("@method";req "@authority";req "@path";req "@status" "content-type" "content-digest" "inkan-context");created=';

    /// @dev Slices are of the field, escapes and all.
    struct Read {
        bool wellFormed; // one signature, with the components and parameters of the profile
        uint64 created; // Unix seconds
        uint64 expires; // Unix seconds
        bool hasNonce;
        bytes nonce; // its value; empty without one
        bytes32 keyIdTextHash; // keccak256 of the text between the quotes
        bytes32 tagTextHash; // keccak256 of the text between the quotes
    }

    /// @param text Printable ASCII.
    function read(bytes calldata text) internal pure returns (Read memory result) {
        uint256 position = FieldText.literal(text, 0, BEFORE_CREATED);
        (result.created, position) = FieldText.integer(text, position);
        position = FieldText.literal(text, position, ";expires=");
        (result.expires, position) = FieldText.integer(text, position);

        uint256 atNonce = FieldText.literal(text, position, ";nonce=");
        bytes calldata inner;
        if (atNonce != FieldText.ABSENT) {
            (inner, position) = FieldText.quoted(text, atNonce);
            result.hasNonce = true;
            result.nonce = FieldText.unescaped(inner);
        }

        (inner, position) = FieldText.quoted(text, FieldText.literal(text, position, ";keyid="));
        result.keyIdTextHash = keccak256(inner);
        (inner, position) = FieldText.quoted(text, FieldText.literal(text, position, ";tag="));
        result.tagTextHash = keccak256(inner);
        result.wellFormed = position == text.length;
    }
}
