// Holds real requests and answers to an OpenAPI 3.1 document.
import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

type Content = { readonly content: Readonly<Record<string, { readonly schema: object }>> };
type Operation = { readonly responses: Readonly<Record<string, Content>>; readonly requestBody?: Content };
export type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

export function describedBy(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, "openapi");
  const validator = (schema: object): ValidateFunction =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')));
  const operation = (path: string, method: string): Operation => {
    const found = document.paths[path]?.[method];
    assert.ok(found !== undefined, `${method} ${path} is not described`);
    return found;
  };
  return {
    validator,
    request(path: string, method: string): ValidateFunction {
      const schema = operation(path, method).requestBody?.content["application/json"]?.schema;
      assert.ok(schema !== undefined, `${method} ${path} has no body`);
      return validator(schema);
    },
    /** Fails unless the answer's status, content type and body are described. */
    agrees(path: string, method: string, status: number, contentType: string, body: string): void {
      const type = contentType.replace(/;.*$/, "");
      const schema = operation(path, method).responses[status]?.content[type]?.schema;
      assert.ok(schema !== undefined, `${method} ${path}: ${status} as ${type} is not described`);
      const validate = validator(schema);
      assert.ok(validate(type === "application/json" ? JSON.parse(body) : body), JSON.stringify(validate.errors));
    },
  };
}
