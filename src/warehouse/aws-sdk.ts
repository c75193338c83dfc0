/** Before a client of AWS is made: which versions of node the SDK leaves behind is not a part of lux's output. */
export function quietAwsSdk(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true"
}
