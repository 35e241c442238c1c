// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "../encoding/Base64.sol";
import {FieldText} from "./FieldText.sol";

/// @title `Inkan-Context` of an answer: docs/protocol/proof.md, section 4
library InkanContext {
    /// @notice Where the answer's bytes came from. Of a batch: the most remote of its elements.
    enum Source {
        Upstream,
        Cache,
        Local
    }

    /// @notice What is claimed. Relayed: this code got it from one configured upstream, which says nothing of what is true on its chain.
    enum Level {
        Relayed,
        Agreed,
        Proven
    }

    struct Read {
        bool wellFormed;
        bytes32 requestSha256;
        Source source;
        Level level;
        bool hasBlock;
        uint64 blockNumber; // 0 without one
        uint64 ageSeconds;
    }

    /// @param text Printable ASCII.
    function read(bytes calldata text) internal pure returns (Read memory result) {
        uint256 position = FieldText.literal(text, 0, "req=:");
        if (position == FieldText.ABSENT || text.length < position + Base64.CHARACTERS_OF_32) return result;
        uint256 behindHash = position + Base64.CHARACTERS_OF_32;
        bool valid;
        (valid, result.requestSha256) = Base64.decode32(text[position:behindHash]);
        if (!valid) return result;

        (result.source, position) = _source(text, FieldText.literal(text, behindHash, ":, src="));
        (result.level, position) = _level(text, FieldText.literal(text, position, ", level="));
        uint256 atBlock = FieldText.literal(text, position, ", block=");
        if (atBlock != FieldText.ABSENT) {
            result.hasBlock = true;
            (result.blockNumber, position) = FieldText.integer(text, atBlock);
        }
        (result.ageSeconds, position) = FieldText.integer(text, FieldText.literal(text, position, ", age="));
        result.wellFormed = position == text.length;
    }

    /// @dev No word begins another, so the first that stands there is the one.
    function _source(bytes calldata text, uint256 position) private pure returns (Source, uint256) {
        uint256 behind = FieldText.literal(text, position, "upstream");
        if (behind != FieldText.ABSENT) return (Source.Upstream, behind);
        behind = FieldText.literal(text, position, "cache");
        if (behind != FieldText.ABSENT) return (Source.Cache, behind);
        return (Source.Local, FieldText.literal(text, position, "local"));
    }

    function _level(bytes calldata text, uint256 position) private pure returns (Level, uint256) {
        uint256 behind = FieldText.literal(text, position, "relayed");
        if (behind != FieldText.ABSENT) return (Level.Relayed, behind);
        behind = FieldText.literal(text, position, "agreed");
        if (behind != FieldText.ABSENT) return (Level.Agreed, behind);
        return (Level.Proven, FieldText.literal(text, position, "proven"));
    }
}
