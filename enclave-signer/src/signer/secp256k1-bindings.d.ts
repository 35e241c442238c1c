// The package's entry falls back to slow JavaScript, not in constant time, when its native code does not load; this one does not.
declare module "secp256k1/bindings.js" {
  import secp256k1 from "secp256k1";
  export default secp256k1;
}
