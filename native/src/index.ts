// What Node can't do itself, in as little C as can be: AF_VSOCK sockets, the NSM's ioctl, memory for secrets, signatures of answers. Nothing is loaded until it is used.
export { type NativeCode, NativeError } from "./errors.ts";
export { isNativeAvailable, nativeFile } from "./load.ts";
export { type NsmDevice, nsmDeviceLimits, openNsmDevice } from "./nsm.ts";
export { openP256 } from "./p256.ts";
export { allocateSecret, freeSecret, lockedSecretBytes, secretBytesMax } from "./secret-memory.ts";
export {
  closeDescriptor,
  permitVsock,
  placeholderSocket,
  replaceDescriptor,
  vsockConnect,
  vsockIsConnected,
  vsockListen,
  vsockSocketsOpened,
} from "./vsock.ts";
