export { CustodyError, type CustodyFinding, type CustodyFindingCode, custodyFindingTable, isFault } from "./errors.ts";
export {
  type CustodyReport,
  custodyReportText,
  readCustodyReport,
  signedCustodyBytes,
  verifyCustodySignature,
} from "./report.ts";
