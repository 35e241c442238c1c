// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {CertificateCache} from "../src/CertificateCache.sol";
import {NitroAttestation} from "../src/NitroAttestation.sol";
import {AnySignature, NitroDocuments as N} from "./NitroDocuments.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: holder of one certificate's key, or of a revoked one, who builds chains from it; and whoever got the revoker's key.
/// Wants a chain to hold that the root never allowed, or a revocation to be escaped. Signatures hold here: see {AnySignature}.
contract CertificateCacheTest {
    address private constant REVOKER = address(0x6a);
    address private constant STRANGER = address(0xbad);
    uint256 private constant START = 1_767_225_600; // 2026-01-01
    uint256 private constant NOT_BEFORE = 1_767_222_000;
    uint256 private constant NOT_AFTER = 1_798_761_599;

    NitroAttestation private cache;
    bytes[] private chain;

    function setUp() public {
        vm.warp(START);
        chain = N.soundChain();
        cache = _new();
    }

    // --- what a chain must be

    function test_aSoundChainIsKept_andNeedsNoHintLater() public {
        bytes32 id = keccak256(chain[0]);
        vm.assertEq(cache.rootId(), id, "root");
        for (uint256 i = 1; i < 5; ++i) {
            bytes32 bytesHash = keccak256(chain[i]);
            vm.assertEq(cache.idOfBytes(id, bytesHash), bytes32(0), "unknown");
            bytes32 child = cache.cacheCertificates(_first(i + 1), new bytes[](i));
            bytes32 tbsHash = keccak256(N.tbs(N.soundCertificate(i)));
            vm.assertEq(child, keccak256(abi.encode(id, tbsHash)), "id");
            vm.assertEq(cache.idOfBytes(id, bytesHash), child, "known");
            CertificateCache.Entry memory entry = cache.certificateOf(child);
            vm.assertEq(entry.parentId, id, "parent");
            vm.assertEq(entry.tbsHash, tbsHash, "TBSCertificate");
            vm.assertEq(uint256(entry.notBefore), NOT_BEFORE, "not before");
            vm.assertEq(uint256(entry.notAfter), NOT_AFTER, "not after");
            vm.assertTrue(entry.kind == (i == 4 ? CertificateCache.Kind.Leaf : CertificateCache.Kind.Authority), "kind");
            vm.assertTrue(cache.areCertificatesTrusted(child) && !cache.isRevoked(child), "trusted");
            id = child;
        }
        vm.assertEq(cache.cacheCertificates(chain, new bytes[](4)), id, "the same when it is shown again");
        vm.assertTrue(!cache.areCertificatesTrusted(keccak256("unknown")), "unknown is not trusted");
    }

    function test_theRootIsPinnedByItsBytes() public {
        N.Certificate memory root = N.soundCertificate(0);
        root.signature = N.signature(hex"1234", hex"5679");
        chain[0] = N.encode(root);
        _refused(abi.encodeWithSelector(CertificateCache.RootNotAccepted.selector, cache.rootId(), keccak256(chain[0])));
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.HintCountInvalid.selector, uint256(4), uint256(3)));
        cache.cacheCertificates(chain, new bytes[](3));
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.RootNotAccepted.selector, cache.rootId(), bytes32(0)));
        cache.cacheCertificates(new bytes[](0), new bytes[](0));
    }

    function test_aPinnedRootIsReadAsStrictly() public {
        N.Certificate memory root = N.soundCertificate(0);
        root.issuer = N.name("another");
        _withRoot(N.encode(root));
        _refused(abi.encodeWithSelector(CertificateCache.CertificateIssuerMismatch.selector, uint256(0)));
        root = N.soundCertificate(0);
        root.extensions = N.extensions(bytes.concat(N.NOT_AUTHORITY, N.LEAF_USAGE));
        _withRoot(N.encode(root));
        _refused(abi.encodeWithSelector(CertificateCache.CertificateNotAuthority.selector, uint256(0)));
        root.extensions = N.extensions(bytes.concat(N.authority(3), N.AUTHORITY_USAGE));
        _withRoot(N.encode(root));
        _accepted(); // control: a path length that is enough
        root.extensions = N.extensions(bytes.concat(N.authority(2), N.AUTHORITY_USAGE));
        _withRoot(N.encode(root));
        _refused(abi.encodeWithSelector(CertificateCache.CertificatePathTooLong.selector, uint256(3)));
    }

    function test_eachNamesTheOneAbove() public {
        for (uint256 i = 1; i < 5; ++i) {
            setUp();
            N.Certificate memory c = N.soundCertificate(i);
            c.issuer = N.name("another");
            chain[i] = N.encode(c);
            _refused(abi.encodeWithSelector(CertificateCache.CertificateIssuerMismatch.selector, i));
        }
    }

    function test_eachSignatureIsVerified() public {
        for (uint256 i = 1; i < 5; ++i) {
            setUp();
            N.Certificate memory c = N.soundCertificate(i);
            c.signature = N.signature(bytes.concat(hex"00", _forged()), hex"5678");
            chain[i] = N.encode(c);
            _refused(abi.encodeWithSelector(CertificateCache.CertificateSignatureInvalid.selector, i));
        }
    }

    function test_onlyAuthoritiesSignCertificates() public {
        for (uint256 i = 1; i < 4; ++i) {
            setUp();
            N.Certificate memory c = N.soundCertificate(i);
            c.extensions = N.extensions(bytes.concat(N.NOT_AUTHORITY, N.LEAF_USAGE));
            chain[i] = N.encode(c);
            _refused(abi.encodeWithSelector(CertificateCache.CertificateNotAuthority.selector, i));
            c.extensions = N.extensions(bytes.concat(N.AUTHORITY, N.LEAF_USAGE));
            chain[i] = N.encode(c);
            _refused(abi.encodeWithSelector(CertificateCache.CertificateMayNotSignCertificates.selector, i));
        }
    }

    /// @dev A leaf is kept as a leaf: that it is known already must not make it an authority.
    function test_aKeptLeafSignsNoCertificate() public {
        bytes[] memory below = new bytes[](6);
        for (uint256 i = 0; i < 5; ++i) {
            below[i] = chain[i];
        }
        N.Certificate memory c = N.soundCertificate(4);
        c.issuer = N.name("leaf");
        below[5] = N.encode(c);
        _accepted();
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.CertificateNotAuthority.selector, uint256(4)));
        cache.cacheCertificates(below, new bytes[](5));
    }

    function test_theLeafSignsDocumentsAndNothingElse() public {
        N.Certificate memory c = N.soundCertificate(4);
        bytes memory error_ = abi.encodeWithSelector(CertificateCache.LeafKeyUsageInvalid.selector, uint256(4));
        bytes[3] memory usages =
            [bytes(""), hex"300e0603551d0f0101ff0404030202c4", hex"300e0603551d0f0101ff040403020640"];
        for (uint256 i = 0; i < 3; ++i) {
            c.extensions = N.extensions(bytes.concat(N.NOT_AUTHORITY, usages[i]));
            chain[4] = N.encode(c);
            _refused(error_);
        }
        c.extensions = N.extensions(N.LEAF_USAGE); // control: no BasicConstraints is no authority either
        chain[4] = N.encode(c);
        _accepted();
    }

    /// @dev [root, regional (1), zonal (1), instance]: each path length counts for all below it.
    function test_pathLengthsCountForAllBelow() public {
        uint8[2][4] memory lengths = [[uint8(2), 1], [uint8(1), 5], [uint8(2), 0], [uint8(0), 0]];
        uint256[4] memory refusedAt = [uint256(0), 3, 3, 2];
        for (uint256 i = 0; i < 4; ++i) {
            setUp();
            for (uint256 position = 1; position < 3; ++position) {
                N.Certificate memory c = N.soundCertificate(position);
                c.extensions = N.extensions(bytes.concat(N.authority(lengths[i][position - 1]), N.AUTHORITY_USAGE));
                chain[position] = N.encode(c);
            }
            if (refusedAt[i] == 0) _accepted();
            else _refused(abi.encodeWithSelector(CertificateCache.CertificatePathTooLong.selector, refusedAt[i]));
        }
    }

    // --- lives, at each use

    function test_everyAncestorIsValidAtEachUse_kept() public {
        for (uint256 i = 0; i < 5; ++i) {
            setUp();
            N.Certificate memory c = N.soundCertificate(i);
            c.validity = N.validity("260101000000Z", "260101003000Z");
            if (i == 0) _withRoot(N.encode(c));
            else chain[i] = N.encode(c);
            vm.warp(START - 1);
            _refused(abi.encodeWithSelector(CertificateCache.CertificateNotYetValid.selector, i, START, START - 1));
            vm.warp(START);
            _accepted();
            vm.warp(START + 1800);
            _accepted();
            vm.warp(START + 1801);
            _refused(
                abi.encodeWithSelector(CertificateCache.CertificateExpired.selector, i, START + 1800, START + 1801)
            );
        }
    }

    // --- revocation, at each use

    function test_aRevokedAncestorEndsTheChain_keptOrNot() public {
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 kept = 0; kept < 2; ++kept) {
                setUp();
                bytes32 leafId;
                if (kept == 1) leafId = cache.cacheCertificates(chain, new bytes[](4));
                bytes32 tbsHash = keccak256(N.tbs(N.soundCertificate(i)));
                vm.prank(REVOKER);
                vm.expectEmit(address(cache));
                emit CertificateCache.CertificateRevoked(tbsHash, REVOKER);
                cache.revokeCertificate(tbsHash);
                _refusedAs(CertificateCache.CertificateIsRevoked.selector);
                vm.assertTrue(!cache.areCertificatesTrusted(leafId), "what it signed is not trusted either");
            }
        }
    }

    function test_aSerialNumberIsRevokedOfOneIssuer() public {
        bytes32 leafId = cache.cacheCertificates(chain, new bytes[](4));
        cache.revokeSerial(N.name("zonal"), hex"0a02");
        cache.revokeSerial(N.name("regional"), hex"0a03");
        cache.revokeSerial(N.name("regional"), hex"000a02");
        _accepted(); // control: neither another issuer's, nor another number, nor the number in another form
        vm.assertTrue(cache.areCertificatesTrusted(leafId), "trusted");
        cache.revokeSerial(N.name("regional"), hex"0a02");
        _refusedAs(CertificateCache.CertificateIsRevoked.selector);
        vm.assertTrue(!cache.areCertificatesTrusted(leafId), "revoked");
    }

    /// @dev (r, n - s) signs the same TBSCertificate: other bytes, the same certificate.
    function test_theTwinOfARevokedCertificateIsRevoked() public {
        bytes32 leafId = cache.cacheCertificates(chain, new bytes[](4));
        N.Certificate memory twin = N.soundCertificate(2);
        twin.signature = N.signature(hex"1234", hex"00ff5678");
        chain[2] = N.encode(twin);
        vm.assertEq(cache.cacheCertificates(chain, new bytes[](4)), leafId, "the twin has the same id");
        cache.revokeCertificate(keccak256(N.tbs(twin)));
        _refusedAs(CertificateCache.CertificateIsRevoked.selector);
        chain = N.soundChain();
        _refusedAs(CertificateCache.CertificateIsRevoked.selector);
    }

    /// @dev A known certificate under another parent of the same name and key is another path, with its own fate.
    function test_aPathDoesNotBorrowAnotherPathsRevocations() public {
        bytes32 leafId = cache.cacheCertificates(chain, new bytes[](4));
        N.Certificate memory renewed = N.soundCertificate(1);
        renewed.serial = hex"02020aff";
        chain[1] = N.encode(renewed);
        bytes32 otherId = cache.cacheCertificates(chain, new bytes[](4));
        vm.assertTrue(otherId != leafId, "another path");
        cache.revokeSerial(N.name("root"), hex"0a01");
        vm.assertTrue(!cache.areCertificatesTrusted(leafId), "by the revoked parent");
        vm.assertTrue(cache.areCertificatesTrusted(otherId), "by the renewed one");
        _accepted();
        chain = N.soundChain();
        _refusedAs(CertificateCache.CertificateIsRevoked.selector);
    }

    function test_onlyOwnerAndRevokerRevoke_andOnce() public {
        bytes32 tbsHash = keccak256("some certificate");
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.NeitherOwnerNorRevoker.selector, STRANGER));
        vm.prank(STRANGER);
        cache.revokeCertificate(tbsHash);
        vm.prank(REVOKER);
        cache.revokeCertificate(tbsHash);
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.CertificateAlreadyRevoked.selector, tbsHash));
        cache.revokeCertificate(tbsHash);
    }

    function test_theRevokerDoesNothingElse() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, REVOKER));
        vm.prank(REVOKER);
        cache.setRevoker(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, REVOKER));
        vm.prank(REVOKER);
        cache.transferOwnership(STRANGER);

        vm.expectEmit(address(cache));
        emit CertificateCache.RevokerChanged(REVOKER, STRANGER);
        cache.setRevoker(STRANGER);
        vm.assertEq(cache.revoker(), STRANGER, "the owner's choice");
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.NeitherOwnerNorRevoker.selector, REVOKER));
        vm.prank(REVOKER);
        cache.revokeCertificate(keccak256("x"));
    }

    function test_ownershipMovesInTwoSteps_andIsNeverRenounced() public {
        cache.transferOwnership(STRANGER);
        vm.assertEq(cache.owner(), address(this), "an address that never accepts takes nothing");
        vm.prank(STRANGER);
        cache.acceptOwnership();
        vm.assertEq(cache.owner(), STRANGER, "control: it accepted");
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.OwnershipNotRenounceable.selector));
        vm.prank(STRANGER);
        cache.renounceOwnership();
    }

    // --- the rest is how it is called

    function _new() private returns (NitroAttestation) {
        return new NitroAttestation(new AnySignature(), keccak256(chain[0]), address(this), REVOKER);
    }

    function _withRoot(bytes memory root) private {
        chain = N.soundChain();
        chain[0] = root;
        cache = _new();
    }

    function _first(uint256 count) private view returns (bytes[] memory some) {
        some = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            some[i] = chain[i];
        }
    }

    /// @dev 48 bytes that begin with ee.
    function _forged() private pure returns (bytes memory) {
        return bytes.concat(hex"ee", new bytes(47));
    }

    function _accepted() private {
        cache.cacheCertificates(chain, new bytes[](4));
    }

    function _refused(bytes memory error_) private {
        vm.expectRevert(error_);
        cache.cacheCertificates(chain, new bytes[](4));
    }

    function _refusedAs(bytes4 selector) private {
        (bool success, bytes memory returned) =
            address(cache).call(abi.encodeCall(cache.cacheCertificates, (chain, new bytes[](4))));
        vm.assertTrue(!success, "refused");
        vm.assertEq(bytes32(bytes4(returned)), bytes32(selector), "for the reason in its error");
    }
}
