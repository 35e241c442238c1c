// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P384Verifier} from "../src/P384Verifier.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: who registers, and so chooses message, signature, key and hints. Wants: a signature taken that nobody made. What is
/// checked here is each refusal beside one good signature, made by OpenSSL; many signatures, edges and hostile hints are in
/// test/conformance/p384-*.test.ts.
contract P384VerifierTest {
    bytes private constant MESSAGE = "Inkan";
    bytes private constant SIGNATURE = hex"ba2046a7e22c355903362d3ca5600d6150776e7f74e224931452900f4703c00b34d90877dca8ac66880dd955f7d915fa"
        hex"cfbfdeba4b7ba525d1bc06cc5e15298cea9c38ef415f44c4e9a81154062b3be3c52ae22b7c891f7ec949f28f8d5e37c9";
    bytes private constant KEY = hex"5bf889376e63c717ddafeab38d588d026bedf3dcf946c7bbf8c2bc114b25e1f11ffbb474bcd0b611061acdea186c5871"
        hex"16f7d2c6ca4ed55916b232296402b4c1de3ca15fdbb773a71a15c63ced66fce66efa0239601bdb8e84947d0548b27e87";
    bytes private constant HINTS = hex"0191c3bb0fa259bbfb973d982fd60fd746eee51a7a700caf1c342cf35999e3467cb449a8c92da2a427eae50a5c0feb7c"
        hex"3f16aea9fff1ba0a4945d070fc6b8a24775843f91a667d9ee77aa94a3b27a1b4817e87334ffb767703df90b33f36b747"
        hex"763d70431883e2eed8429da9781bd62ed6d0db14e4cf0b63c39e6fc61c935b903e6c020e856465031ae064a0b69aab61"
        hex"bf403c257ed860440a15004fe6838c97fc183857691ef53d4d63fd744d751f5728f6de62c6fee3990258c28eef5f0385"
        hex"f4766da4d45deb325a621a34b201fddad6d5564aeef60a7e4ba9cea0636eb016754f9e10588bff31aad2090177c03a3b"
        hex"66954865fe83e8e259a2d165f6d0ad207f6258702e59fb5b5e4811d5763e291e25ea5496011dea202bbf4b3e239bc268"
        hex"1fb2f12812c080e0cfc753e88c162e5c7d093d53c99b427e6942439b17d69a869eeaff857be97cb4fafbb7afc4e05f75"
        hex"16c3c28fe12abb592cf8387817f4b8a74e9586dd5bad900ceca1fbb5d0d402489380ed3fa446639ca1acf0dbcdd10d38"
        hex"e862ebb69647873072b6e65efd8fcb63516ea4a25128d4c8435453bac84b4e913353394b235d27a5351886c4d914a96b"
        hex"15e433acd292d0668c2cf0244820245478e2737dc16a7f4f57ed4d46b484d5f8ee34b13cedef7633756d43ab0abd72e2"
        hex"6a6b00a05fc911d9496e1f7cba27ee2557b759819bc4604aefb029be5d7745c7bc1a2f95190ebc24f62e3d9c2d84e87c"
        hex"3d0b7c84cb408c3796758152bcb2179515a6a21f52603e9a924ebb45843ecb6f7f8c93d6c374e2736292b30ca8f15fd7"
        hex"83e6cf1c0e17f85c327e789a0e2be75cde371fe52fa94b49bcbcc8344c4df93af3de0987b0eee5bbc9e035af5e0e436b"
        hex"b147aaa85eb8b90eb551af0de4a1b9da4f04bb4dfe982fd0b7b0914b25d5b55c49bbcd1cdff0c316b2d0b1ea785c87ad"
        hex"f32064033c4b6b5e4d53e1bcab9b252c3aa9de30b4396bb3dae89f197c25e5bd1f4857a0cdfb443a4655c915156d0d13"
        hex"59f6f6b9a49e5ecce2f07ca37671d9f8d4ecc227db2db1627cea88a4e07f2a0d8c6e8cdefdfb6395fcb0ec033a322e7c"
        hex"fc6af2ac4b2416113df6730c3d893a23a1c5813e18887e0bdc36f08395b6b5434af7281848b9bba649a1250231414da8"
        hex"3d5cad5542e9a42f4edb3a723f64220407a46940cdde4821a3b12cb7aaa83da37812e497fbc0a6d278b353d74c003f61"
        hex"6371b4b446e52e4aaf04b4092c861a26894a26889633249691a8bdb233e65e53f065c8851f6a2a1b06858f4fa1451db2" hex"9b";

    P384Verifier private verifier;

    function setUp() public {
        verifier = new P384Verifier();
    }

    function test_aGoodSignatureHolds() public view {
        vm.assertTrue(verifier.verify(MESSAGE, SIGNATURE, KEY, HINTS), "control");
    }

    function test_eachChangedByteOfMessageSignatureOrKeyIsRefused(uint256 which, uint256 index, uint8 change)
        public
        view
    {
        vm.assume(change != 0);
        bytes[3] memory parts = [MESSAGE, SIGNATURE, KEY];
        bytes memory part = parts[which % 3];
        index %= part.length;
        part[index] = bytes1(uint8(part[index]) ^ change);
        (bool ok, bool valid) = _ask(parts[0], parts[1], parts[2], HINTS);
        vm.assertFalse(ok && valid, "refused");
    }

    function test_noChangedHintChangesWhatIsTrue(uint256 index, uint8 change) public view {
        vm.assume(change != 0);
        bytes memory hints = HINTS;
        index %= hints.length;
        hints[index] = bytes1(uint8(hints[index]) ^ change);
        (bool ok, bool valid) = _ask("Inkam", SIGNATURE, KEY, hints);
        vm.assertFalse(ok && valid, "another message");
    }

    function test_otherLengthsOfSignatureAndKeyAreNone() public view {
        bytes memory signature = SIGNATURE;
        bytes memory key = KEY;
        vm.assertFalse(verifier.verify(MESSAGE, abi.encodePacked(signature, uint8(0)), key, HINTS), "signature of 97");
        vm.assertFalse(verifier.verify(MESSAGE, signature, abi.encodePacked(uint8(4), key), HINTS), "key of 97");
        vm.assertFalse(verifier.verify(MESSAGE, "", key, HINTS), "no signature");
        vm.assertFalse(verifier.verify(MESSAGE, signature, "", HINTS), "no key");
    }

    function test_hintsOfAnotherLengthRevert() public {
        vm.expectRevert(abi.encodeWithSelector(P384Verifier.HintsWrongLength.selector, 913, 0));
        verifier.verify(MESSAGE, SIGNATURE, KEY, "");
        bytes memory longer = abi.encodePacked(HINTS, uint8(0));
        vm.expectRevert(abi.encodeWithSelector(P384Verifier.HintsWrongLength.selector, 913, 914));
        verifier.verify(MESSAGE, SIGNATURE, KEY, longer);
    }

    function test_aHintThatIsFalseIsNamed() public {
        for (uint256 offset = 145; offset < 913; offset += 48) {
            bytes memory hints = HINTS;
            hints[offset + 47] ^= 0x01;
            vm.expectRevert(abi.encodeWithSelector(P384Verifier.HintRefused.selector, offset));
            verifier.verify(MESSAGE, SIGNATURE, KEY, hints);
        }
    }

    function test_theLastByteOfTheTableCountsAndNothingFollows() public view {
        vm.assertEq(verifier.basePointTable().code.length, 24_576, "256 points of 96 bytes");
    }

    function _ask(bytes memory message, bytes memory signature, bytes memory key, bytes memory hints)
        private
        view
        returns (bool ok, bool valid)
    {
        try verifier.verify(message, signature, key, hints) returns (bool answer) {
            return (true, answer);
        } catch {}
    }
}
