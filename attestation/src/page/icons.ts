// The page's drawings: strokes on a square of 24.
import { icon } from "./dom.ts";

export const passIcon = () => icon("pass", "M20 6.5 9.5 17.5 4 12");
export const failIcon = () => icon("fail", "M6 6l12 12", "M18 6 6 18");
export const unknownIcon = () => icon("unknown", "M6 12h12");
export const warningIcon = () => icon("warning", "M12 3.5 22 20.5H2Z", "M12 10v4.5", "M12 17.6v.1");
export const infoIcon = () => icon("info", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M12 11v5.5", "M12 7.6v.1");
export const eyeIcon = () =>
  icon(
    "eye",
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z",
    "M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
  );
export const arrowIcon = () => icon("arrow", "M4 12h15", "M13 6l6 6-6 6");
/** The mark: a seal with the I of its name, which is also 工, work. */
export const sealIcon = () => icon("seal", "M7.5 7h9", "M12 7v10", "M7.5 17h9");
