/** What `health_status`, `/healthz` and the metric `process_release` say. A test holds it to package.json. */
export const version = "0.1.0";
