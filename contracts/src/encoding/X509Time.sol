// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Der} from "./Der.sol";

/// @title Times in certificates (RFC 5280, section 4.1.2.5)
/// @dev UTCTime through 2049, GeneralizedTime from 2050, always with seconds and Z, as attestation/src/x509-time.ts has it.
library X509Time {
    /// @notice Another form, the wrong form for the year, or a time that no calendar has.
    error CertificateTimeInvalid();

    /// @notice Reads a UTCTime or GeneralizedTime.
    /// @return time Unix seconds; 0 for a time before 1970.
    /// @return next Behind it.
    function read(uint256 from, uint256 end) internal pure returns (uint256 time, uint256 next) {
        uint256 tag;
        (tag, from, next) = Der.read(from, end);
        unchecked {
            uint256 year;
            if (tag == Der.UTC_TIME) {
                if (next - from != 13) revert CertificateTimeInvalid();
                year = _twoDigits(from);
                year += year < 50 ? 2000 : 1900;
                from += 2;
            } else if (tag == Der.GENERALIZED_TIME) {
                if (next - from != 15) revert CertificateTimeInvalid();
                year = _twoDigits(from) * 100 + _twoDigits(from + 2);
                if (year < 2050) revert CertificateTimeInvalid();
                from += 4;
            } else {
                revert CertificateTimeInvalid();
            }
            if (Der.byteAt(from + 10) != 0x5a) revert CertificateTimeInvalid(); // Z

            uint256 month = _twoDigits(from);
            uint256 day = _twoDigits(from + 2);
            uint256 hour = _twoDigits(from + 4);
            uint256 minute = _twoDigits(from + 6);
            uint256 second = _twoDigits(from + 8);
            if (
                month < 1 || month > 12 || day < 1 || day > _daysOf(month, year) || hour > 23 || minute > 59
                    || second > 59
            ) revert CertificateTimeInvalid();
            if (year < 1970) return (0, next);
            time = _daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        }
    }

    function _twoDigits(uint256 from) private pure returns (uint256) {
        unchecked {
            uint256 tens = Der.byteAt(from) - 0x30;
            uint256 ones = Der.byteAt(from + 1) - 0x30;
            // What is below "0" wraps to a huge number.
            if (tens > 9 || ones > 9) revert CertificateTimeInvalid();
            return tens * 10 + ones;
        }
    }

    function _daysOf(uint256 month, uint256 year) private pure returns (uint256) {
        if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// @dev Days from 1970-01-01 in the Gregorian calendar, with years that begin in March so that a leap day comes last.
    function _daysSince1970(uint256 year, uint256 month, uint256 day) private pure returns (uint256) {
        unchecked {
            if (month < 3) {
                year -= 1;
                month += 12;
            }
            return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 719_469;
        }
    }
}
