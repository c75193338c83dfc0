/** Functions against moto, a server of AWS's protocols. */
import { type Moto, motoPackages, pythonWithMoto, startMoto } from "../../lambdas/moto.testkit.ts"
import { needing } from "../../src/dev/needing.testkit.ts"

const python = pythonWithMoto()
export const needingMoto = needing(motoPackages, python !== undefined)

/** As AWS's clients find it in the environment. */
export async function motoInEnvironment(): Promise<Moto> {
  const moto = await startMoto(python ?? "")
  const own = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: moto.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  }
  Object.assign(process.env, own)
  return {
    url: moto.url,
    close() {
      for (const name of Object.keys(own)) delete process.env[name]
      moto.close()
    },
  }
}
