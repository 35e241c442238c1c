// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IP384Verifier} from "./interfaces/IP384Verifier.sol";
import {P384} from "./crypto/P384.sol";
import {P384Table} from "./crypto/P384Table.sol";
import {Sha384} from "./crypto/Sha384.sol";

/// @title ECDSA on P-384 with SHA-384, for which hints save half of the doublings and every inversion
/// @dev The table of the base point is the code of a second contract, which the constructor makes.
contract P384Verifier is IP384Verifier {
    /// @notice Address of {P384Table}.
    address public immutable basePointTable = address(new P384Table());

    /// @notice Hints have another length.
    error HintsWrongLength(uint256 required, uint256 seen);
    /// @notice The hint that begins at `offset` of the hints is out of its range, or does not satisfy its equation.
    error HintRefused(uint256 offset);

    /// @inheritdoc IP384Verifier
    function verify(bytes calldata message, bytes calldata signature, bytes calldata publicKey, bytes calldata hints)
        external
        view
        returns (bool valid)
    {
        (uint256 high, uint256 low) = Sha384.digestOfCalldata(message);
        return P384.verify(basePointTable, high, low, signature, publicKey, hints);
    }
}
