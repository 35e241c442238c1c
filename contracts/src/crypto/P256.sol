// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ECDSA on curve P-256 (FIPS 186-5, section 6.4) by the precompile of EIP-7951
/// @dev The precompile answers 32 bytes with the value 1, or nothing at all: nothing for a signature that does not hold, and nothing
/// on a chain that has no precompile there. So an answer counts only beside one to a question whose answer is known.
library P256 {
    /// @notice EIP-7951.
    address internal constant PRECOMPILE = address(0x100);
    /// @notice Prime of the field, and coefficient b of y^2 = x^3 - 3x + b (SP 800-186, section 3.2.1.3).
    uint256 internal constant P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff;
    uint256 internal constant B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b;
    /// @notice Order of the base point.
    uint256 internal constant N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;

    /// @notice The chain has no P-256 precompile, or too little gas was left for it.
    /// @param precompile Where it was looked for.
    error P256PrecompileMissing(address precompile);

    /// @dev A signature over SHA-256("sample") by the key of RFC 6979, appendix A.2.5.
    bytes32 private constant KNOWN_HASH = 0xaf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf;
    bytes32 private constant KNOWN_R = 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716;
    bytes32 private constant KNOWN_S = 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8;
    bytes32 private constant KNOWN_X = 0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6;
    bytes32 private constant KNOWN_Y = 0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299;

    /// @notice Whether (r, s) is the key's signature over `hash`. High s is as good as low s: a signature is no identity.
    /// @param hash SHA-256 of what was signed.
    /// @param r In 1..n-1; anything else is false.
    /// @param s In 1..n-1; anything else is false.
    /// @param x Coordinates of the key, below p and on the curve; anything else is false.
    /// @dev Every answer is held against a known one of the other kind (6,900 gas), so that neither a missing precompile, nor one that
    /// says yes to everything, nor a caller that leaves it too little gas passes for an answer.
    function verify(bytes32 hash, bytes32 r, bytes32 s, bytes32 x, bytes32 y) internal view returns (bool holds) {
        if (!isInRange(r) || !isInRange(s) || !isOnCurve(x, y)) return false;
        holds = _ask(hash, r, s, x, y);
        _requireKnownAnswer(!holds);
    }

    /// @notice Reverts unless the precompile is there: says yes to what holds and no to what does not.
    function requirePrecompile() internal view {
        _requireKnownAnswer(true);
        _requireKnownAnswer(false);
    }

    /// @notice Whether a scalar of a signature is in 1..n-1.
    function isInRange(bytes32 scalar) internal pure returns (bool) {
        return uint256(scalar) > 0 && uint256(scalar) < N;
    }

    /// @notice Whether both coordinates are below p and satisfy the curve's equation. The point at infinity has no such form.
    function isOnCurve(bytes32 x, bytes32 y) internal pure returns (bool) {
        uint256 x_ = uint256(x);
        uint256 y_ = uint256(y);
        if (x_ >= P || y_ >= P) return false;
        uint256 right = addmod(mulmod(addmod(mulmod(x_, x_, P), P - 3, P), x_, P), B, P);
        return mulmod(y_, y_, P) == right;
    }

    /// @dev The hash with its lowest bit changed is what does not hold.
    function _requireKnownAnswer(bool yes) private view {
        bytes32 hash = yes ? KNOWN_HASH : KNOWN_HASH ^ bytes32(uint256(1));
        if (_ask(hash, KNOWN_R, KNOWN_S, KNOWN_X, KNOWN_Y) != yes) revert P256PrecompileMissing(PRECOMPILE);
    }

    function _ask(bytes32 hash, bytes32 r, bytes32 s, bytes32 x, bytes32 y) private view returns (bool) {
        (bool succeeded, bytes memory answer) = PRECOMPILE.staticcall(abi.encode(hash, r, s, x, y));
        return succeeded && answer.length == 32 && bytes32(answer) == bytes32(uint256(1));
    }
}
