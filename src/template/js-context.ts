import { toJavaScript } from "./js-values.ts"
import type { HelperCall, JsMacroContext, RenderContext } from "./types.ts"

/** What a JavaScript macro may reach, each call of it placed where the macro is called. */
export function jsContext(caller: HelperCall, context: RenderContext): JsMacroContext {
  const call = (name: string, args: readonly unknown[]): HelperCall => ({
    name,
    args,
    named: {},
    written: undefined,
    get place() {
      return caller.place
    },
  })
  return {
    ref: (...parts) => context.ref(call("ref", parts)),
    source: (...parts) => context.source(call("source", parts)),
    var: (...given) => toJavaScript(context.var(call("var", given))),
    env: (...given) => context.env(call("env", given)),
    target: context.target,
  }
}
