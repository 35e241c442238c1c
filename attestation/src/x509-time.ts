// Times in certificates (RFC 5280, section 4.1.2.5): UTCTime through 2049, GeneralizedTime from 2050, always with seconds and Z.
import type { DerElement } from "./der.ts";
import { derTag } from "./der.ts";
import { AttestationError } from "./errors.ts";

/**
 * Unix seconds of a UTCTime or GeneralizedTime.
 *
 * @throws {AttestationError} `CERTIFICATE_TIME`: another form, the wrong form for the year, or a date that no calendar has.
 */
export function unixSeconds({ tag, content }: DerElement): number {
  const text = String.fromCharCode(...content.subarray(0, 16));
  const shape = tag === derTag.utcTime ? /^(\d{2})(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/;
  const found = shape.exec(text);
  if (found === null || content.length !== text.length || (tag !== derTag.utcTime && tag !== derTag.generalizedTime))
    throw new AttestationError("CERTIFICATE_TIME", "not a UTCTime or GeneralizedTime with seconds and Z");

  const [, yearDigits = "", rest = ""] = found;
  const written = Number(yearDigits);
  const year = tag === derTag.utcTime ? (written < 50 ? 2000 : 1900) + written : written;
  if (tag === derTag.generalizedTime && year < 2050)
    throw new AttestationError("CERTIFICATE_TIME", `GeneralizedTime for ${year}`);

  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = (rest.match(/../g) ?? []).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date carries over what does not exist (30 February becomes 2 March): a real date comes back as it went in.
  const back = [
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (back.map((part) => String(part).padStart(2, "0")).join("") !== rest)
    throw new AttestationError("CERTIFICATE_TIME", "a date or time of day that does not exist");
  return date.getTime() / 1000;
}
