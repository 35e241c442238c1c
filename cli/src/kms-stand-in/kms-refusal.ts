/** One of KMS's errors, by the name that its API reference has. */
export class KmsRefusal extends Error {
  readonly type: string;
  override readonly name = "KmsRefusal";

  constructor(type: string, message = type) {
    super(message);
    this.type = type;
  }
}
