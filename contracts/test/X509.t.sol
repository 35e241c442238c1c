// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NitroAttestation} from "../src/NitroAttestation.sol";
import {Der} from "../src/encoding/Der.sol";
import {X509} from "../src/encoding/X509.sol";
import {X509Extensions} from "../src/encoding/X509Extensions.sol";
import {X509Time} from "../src/encoding/X509Time.sol";
import {AnySignature, NitroDocuments as N} from "./NitroDocuments.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: an authority that writes what another reader reads otherwise: a date, a length, an extension, a number. Each certificate
/// is the leaf of a sound chain, and each table has forms that are sound beside those that are not.
contract X509Test {
    uint256 private constant START = 1_767_225_600; // 2026-01-01

    NitroAttestation private cache;
    bytes[] private chain;
    N.Certificate private leaf;

    function setUp() public {
        vm.warp(START);
        chain = N.soundChain();
        cache = new NitroAttestation(new AnySignature(), keccak256(chain[0]), address(this), address(0));
        leaf = N.soundCertificate(4);
    }

    function test_versionIs3() public {
        bytes[5] memory wrong = [bytes(hex"a003020101"), hex"", hex"a00402020002", hex"a08103020102", hex"a103020102"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            leaf.version = wrong[i];
            _refused(X509.CertificateVersionInvalid.selector);
        }
        leaf.version = hex"a003020102";
        _accepted();
    }

    function test_serialNumbersArePositiveAndOf20Bytes() public {
        bytes[4] memory sound =
            [bytes(hex"020101"), hex"02020080", _der(2, 20, 0x7f), bytes.concat(hex"021500", _filled(20, 0x80))];
        for (uint256 i = 0; i < sound.length; ++i) {
            leaf.serial = sound[i];
            _accepted();
        }
        leaf.serial = hex"020100";
        _refused(X509.CertificateSerialInvalid.selector);
        leaf.serial = _der(2, 21, 0x7f);
        _refused(X509.CertificateSerialInvalid.selector);
        bytes[3] memory malformed = [bytes(hex"0200"), hex"020180", hex"0202007f"];
        for (uint256 i = 0; i < malformed.length; ++i) {
            leaf.serial = malformed[i];
            _refused(Der.DerIntegerMalformed.selector);
        }
        leaf.serial = hex"040101";
        _refused(Der.DerTagUnexpected.selector);
    }

    function test_bothAlgorithmsAreEcdsaWithSha384() public {
        bytes[2] memory wrong = [bytes(hex"300a06082a8648ce3d040302"), hex"300c06082a8648ce3d0403030500"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            leaf.innerAlgorithm = wrong[i];
            _refused(X509.CertificateAlgorithmInvalid.selector);
            leaf.innerAlgorithm = N.ALGORITHM;
            leaf.outerAlgorithm = wrong[i];
            _refused(X509.CertificateAlgorithmInvalid.selector);
            leaf.outerAlgorithm = N.ALGORITHM;
        }
        leaf.outerAlgorithm = "";
        _refused(X509.CertificateAlgorithmInvalid.selector);
    }

    function test_namesHaveParts() public {
        bytes[4] memory sound = [
            bytes(hex"300d310b300906035504030c0278"),
            hex"300d310b3009060355040313027878",
            hex"300d310b3009060355040316027878",
            hex"3008310630040600" hex"0c00"
        ];
        sound[0] = hex"300c310a300806035504030c0178";
        for (uint256 i = 0; i < sound.length; ++i) {
            leaf.subject = sound[i];
            _accepted();
        }
        bytes[5] memory wrong = [
            bytes(hex"3000"), // no part
            hex"30023100", // an empty part
            hex"300c310a3008060355040314" // TeletexString
            hex"0178",
            hex"300c310a3008060355040304" // no string
            hex"0178",
            hex"300e310c300a06035504030c0178" hex"0500"
        ];
        for (uint256 i = 0; i < 4; ++i) {
            leaf.subject = wrong[i];
            _refused(X509.CertificateNameInvalid.selector);
        }
        leaf.subject = wrong[4];
        _refused(Der.DerTrailingBytes.selector);
        leaf.subject = hex"300631043002" hex"0400";
        _refused(Der.DerTagUnexpected.selector);
        leaf.subject = hex"3004310230" hex"00";
        _refused(Der.DerTruncated.selector);
    }

    function test_timesAreOfTheCalendar() public {
        string[6] memory sound =
            ["260101000000Z", "280229000000Z", "491231235959Z", "260430235959Z", "261130000000Z", "270228235959Z"];
        for (uint256 i = 0; i < sound.length; ++i) {
            leaf.validity = N.validity("251231230000Z", sound[i]);
            _accepted();
        }
        string[17] memory wrong = [
            "270229000000Z",
            "260431000000Z",
            "261131000000Z",
            "260631000000Z",
            "260931000000Z",
            "260100000000Z",
            "260132000000Z",
            "260001000000Z",
            "261301000000Z",
            "260101240000Z",
            "260101006000Z",
            "260101000060Z",
            "2601010000Z",
            "260101000000+0000",
            "260101000000z",
            "26010100000aZ",
            "26010100000 Z"
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            leaf.validity = N.validity("251231230000Z", wrong[i]);
            _refused(X509Time.CertificateTimeInvalid.selector);
        }
        leaf.validity = N.der(0x30, bytes.concat(N.utc("251231230000Z"), N.der(0x16, "260102000000Z")));
        _refused(X509Time.CertificateTimeInvalid.selector);
        leaf.validity = N.der(0x30, N.utc("251231230000Z"));
        _refused(Der.DerTruncated.selector);
        leaf.validity =
            N.der(0x30, bytes.concat(N.utc("251231230000Z"), N.utc("260102000000Z"), N.utc("260102000000Z")));
        _refused(Der.DerTrailingBytes.selector);
    }

    function test_generalizedTimeIsFor2050AndLater() public {
        string[4] memory sound = ["20500101000000Z", "99991231235959Z", "20520229000000Z", "24000229000000Z"];
        uint256[4] memory unixSeconds = [uint256(2_524_608_000), 253_402_300_799, 2_592_777_600, 13_574_563_200];
        for (uint256 i = 0; i < sound.length; ++i) {
            leaf.validity = N.der(0x30, bytes.concat(N.utc("251231230000Z"), N.der(0x18, bytes(sound[i]))));
            vm.assertEq(uint256(cache.certificateOf(_accepted()).notAfter), unixSeconds[i], sound[i]);
        }
        string[4] memory wrong = ["20491231235959Z", "21000229000000Z", "205001010000Z", "20500101000000+"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            leaf.validity = N.der(0x30, bytes.concat(N.utc("251231230000Z"), N.der(0x18, bytes(wrong[i]))));
            _refused(X509Time.CertificateTimeInvalid.selector);
        }
    }

    function test_timesBefore1970AreBeforeEverything() public {
        leaf.validity = N.validity("691231235959Z", "270101000000Z");
        vm.assertEq(uint256(cache.certificateOf(_accepted()).notBefore), 0, "not before");
        leaf.validity = N.validity("500101000000Z", "700101000000Z");
        (bool success,) = _try();
        vm.assertTrue(!success, "expired in 1970");
    }

    function test_theKeyIsAnUncompressedPointOnSecp384r1() public {
        bytes memory sound = N.spki(bytes32(uint256(9)));
        bytes memory compressed = bytes.concat(sound);
        compressed[23] = 0x02;
        leaf.spki = compressed;
        _refused(X509.CertificateKeyInvalid.selector);
        bytes memory otherCurve = bytes.concat(sound);
        otherCurve[19] = 0x23; // secp521r1
        leaf.spki = otherCurve;
        _refused(X509.CertificateKeyInvalid.selector);
        leaf.spki = hex"3076301006072a8648ce3d020106052b8104002203620004";
        leaf.extensions = "";
        _refused(X509.CertificateKeyInvalid.selector);
        leaf.extensions = N.soundCertificate(4).extensions;
        leaf.spki = bytes.concat(sound, hex"0500");
        _refused(Der.DerTagUnexpected.selector);
        leaf.spki = sound;
        _accepted();
    }

    function test_extensionsAreThere() public {
        leaf.extensions = "";
        _refused(Der.DerTruncated.selector);
        leaf.extensions = hex"a300";
        _refused(Der.DerTruncated.selector);
        leaf.extensions = N.extensions("");
        _refused(X509Extensions.ExtensionCountInvalid.selector);
        leaf.extensions = bytes.concat(N.soundCertificate(4).extensions, hex"0500");
        _refused(Der.DerTrailingBytes.selector);
    }

    function test_atMost16Extensions_eachOnce() public {
        bytes memory list = N.LEAF_USAGE;
        for (uint256 i = 1; i < 16; ++i) {
            list = bytes.concat(list, _extension(abi.encodePacked(hex"2a", uint8(i)), "", ""));
        }
        _accepted(list);
        _refused(bytes.concat(list, _extension(hex"2a10", "", "")), X509Extensions.ExtensionCountInvalid.selector);
        _refused(bytes.concat(N.LEAF_USAGE, N.LEAF_USAGE), X509Extensions.ExtensionDuplicate.selector);
        list = bytes.concat(N.LEAF_USAGE, _extension(hex"2a01", "", hex"00"), _extension(hex"2a01", "", hex"01"));
        _refused(list, X509Extensions.ExtensionDuplicate.selector);
    }

    function test_whatIsCriticalOrRestrictsIsUnderstoodOrRefused() public {
        bytes memory critical = hex"0101ff";
        _accepted(bytes.concat(N.LEAF_USAGE, _extension(hex"551d1f", "", hex"00")));
        bytes4 refused = X509Extensions.ExtensionNotUnderstood.selector;
        _refused(bytes.concat(N.LEAF_USAGE, _extension(hex"551d1f", critical, hex"00")), refused);
        bytes[4] memory restricting = [bytes(hex"551d1e"), hex"551d24", hex"551d25", hex"551d36"];
        for (uint256 i = 0; i < 4; ++i) {
            _refused(bytes.concat(N.LEAF_USAGE, _extension(restricting[i], "", hex"3000")), refused);
        }
        // `critical` is true and nothing else, or it is not written.
        bytes4 malformed = X509Extensions.ExtensionMalformed.selector;
        _refused(bytes.concat(N.LEAF_USAGE, _extension(hex"551d1f", hex"010100", "")), malformed);
        _refused(bytes.concat(N.LEAF_USAGE, _extension(hex"551d1f", hex"010101", "")), malformed);
        _refused(bytes.concat(N.LEAF_USAGE, _extension(hex"551d1f", hex"0102ffff", "")), malformed);
        _refused(bytes.concat(N.LEAF_USAGE, hex"30050603551d1f"), Der.DerTruncated.selector);
        _refused(bytes.concat(N.LEAF_USAGE, hex"30090603551d1f0400" hex"0400"), Der.DerTrailingBytes.selector);
        _refused(bytes.concat(N.LEAF_USAGE, hex"30070603551d1f0500"), Der.DerTagUnexpected.selector);
        _refused(bytes.concat(N.LEAF_USAGE, hex"31070603551d1f0400"), Der.DerTagUnexpected.selector);
    }

    function test_basicConstraintsAreOneForm() public {
        bytes4 malformed = X509Extensions.ExtensionMalformed.selector;
        _refused(_constraints(hex"3003010100"), malformed);
        _refused(_constraints(hex"3003010101"), malformed);
        _refused(
            _constraints(
                hex"3007" // 256 below
                hex"0101ff" hex"02020100"
            ),
            malformed
        );
        _refused(_constraints(hex"3003020100"), Der.DerTagUnexpected.selector);
        _refused(_constraints(hex"30060101ff020180"), Der.DerIntegerMalformed.selector);
        _refused(_constraints(hex"30080101ff0201000500"), Der.DerTrailingBytes.selector);
        _refused(_constraints(hex"30000500"), Der.DerTrailingBytes.selector);

        leaf.extensions =
            N.extensions(bytes.concat(_extension(hex"551d13", "", hex"30070101ff02020080"), N.AUTHORITY_USAGE));
        // The instance above it may have no authority below.
        (bool success,) = _try();
        vm.assertTrue(!success, "no authority below the instance");
    }

    function test_keyUsageIsOneForm() public {
        bytes[3] memory sound = [bytes(hex"03020780"), hex"030206c0", hex"0303078080"];
        for (uint256 i = 0; i < 3; ++i) {
            _accepted(bytes.concat(N.NOT_AUTHORITY, _extension(hex"551d0f", "", sound[i])));
        }
        bytes[7] memory wrong = [
            bytes(hex"030100"), // no bits
            hex"03020680", // a trailing zero bit that is not cut off
            hex"03020781", // bits behind the end
            hex"03020880", // more unused bits than there are
            hex"03020700", // nothing named
            hex"0304008000" // three bytes
            hex"01",
            hex"0300"
        ];
        for (uint256 i = 0; i < 7; ++i) {
            _refused(
                bytes.concat(N.NOT_AUTHORITY, _extension(hex"551d0f", "", wrong[i])),
                X509Extensions.ExtensionMalformed.selector
            );
        }
    }

    function test_signaturesAreTwoIntegersOf384Bits() public {
        leaf.signature = N.signature(bytes.concat(hex"00", _filled(48, 0x80)), _filled(48, 0x7f));
        _accepted();
        leaf.signature = N.signature(_filled(49, 0x7f), hex"01");
        _refused(X509.CertificateSignatureMalformed.selector);
        leaf.signature = N.signature(hex"01", _filled(49, 0x7f));
        _refused(X509.CertificateSignatureMalformed.selector);
        leaf.signature = hex"0300";
        _refused(X509.CertificateSignatureMalformed.selector);
        leaf.signature = hex"0309013006020101" hex"020101";
        _refused(X509.CertificateSignatureMalformed.selector);
        leaf.signature = N.signature(hex"80", hex"01");
        _refused(Der.DerIntegerMalformed.selector);
        leaf.signature = N.signature(hex"0001", hex"01");
        _refused(Der.DerIntegerMalformed.selector);
        leaf.signature = hex"030b00" hex"3008020101" hex"020101" hex"0500";
        _refused(Der.DerTrailingBytes.selector);
        leaf.signature = hex"030b00" hex"3006020101" hex"020101" hex"0500";
        _refused(Der.DerTrailingBytes.selector);
    }

    function test_derIsInItsShortestFormAndFillsItsPlace() public {
        bytes memory sound = N.encode(leaf); // 30 82 LL LL …
        bytes memory content = new bytes(sound.length - 4);
        for (uint256 i = 0; i < content.length; ++i) {
            content[i] = sound[i + 4];
        }
        _refusedBytes(bytes.concat(sound, hex"00"), Der.DerTrailingBytes.selector);
        _refusedBytes(
            bytes.concat(hex"308300", bytes1(sound[2]), bytes1(sound[3]), content), Der.DerLengthForbidden.selector
        );
        _refusedBytes(bytes.concat(hex"3080", content, hex"0000"), Der.DerLengthForbidden.selector);
        _refusedBytes(
            bytes.concat(hex"31", hex"82", bytes1(sound[2]), bytes1(sound[3]), content), Der.DerTagUnexpected.selector
        );
        _refusedBytes(hex"30", Der.DerTruncated.selector);
        _refusedBytes(hex"308200ff", Der.DerLengthNotMinimal.selector);
        _refusedBytes(hex"30817f", Der.DerLengthNotMinimal.selector);
        _refusedBytes("", X509.CertificateSizeInvalid.selector);
        _refusedBytes(new bytes(1025), X509.CertificateSizeInvalid.selector);
    }

    // --- the rest is how it is called

    function _filled(uint256 length, uint8 fill) private pure returns (bytes memory filled) {
        filled = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            filled[i] = bytes1(fill);
        }
    }

    function _der(uint8 tag, uint256 length, uint8 fill) private pure returns (bytes memory) {
        return N.der(tag, _filled(length, fill));
    }

    function _extension(bytes memory oid, bytes memory critical, bytes memory value)
        private
        pure
        returns (bytes memory)
    {
        return N.der(0x30, bytes.concat(N.der(0x06, oid), critical, N.der(0x04, value)));
    }

    function _constraints(bytes memory value) private pure returns (bytes memory) {
        return bytes.concat(_extension(hex"551d13", "", value), N.LEAF_USAGE);
    }

    function _accepted(bytes memory list) private {
        leaf.extensions = N.extensions(list);
        _accepted();
    }

    function _refused(bytes memory list, bytes4 selector) private {
        leaf.extensions = N.extensions(list);
        _refused(selector);
    }

    function _accepted() private returns (bytes32) {
        chain[4] = N.encode(leaf);
        return cache.cacheCertificates(chain, new bytes[](4));
    }

    function _refused(bytes4 selector) private {
        _refusedBytes(N.encode(leaf), selector);
    }

    function _refusedBytes(bytes memory certificate, bytes4 selector) private {
        chain[4] = certificate;
        (bool success, bytes memory returned) =
            address(cache).call(abi.encodeCall(cache.cacheCertificates, (chain, new bytes[](4))));
        vm.assertTrue(!success, "refused");
        vm.assertEq(bytes32(bytes4(returned)), bytes32(selector), "for the reason in its error");
    }

    function _try() private returns (bool, bytes memory) {
        chain[4] = N.encode(leaf);
        return address(cache).call(abi.encodeCall(cache.cacheCertificates, (chain, new bytes[](4))));
    }
}
