import type { Argv } from "yargs"
import yargs from "yargs"
import { LuxError } from "../errors.ts"
import type { Command, Invocation, ProjectArgs } from "./command.ts"
import { buildCommand } from "./commands/build.ts"
import { cleanCommand } from "./commands/clean.ts"
import { compileCommand } from "./commands/compile.ts"
import { debugCommand } from "./commands/debug.ts"
import { devLakeCommand } from "./commands/dev-lake.ts"
import { lineageCommand } from "./commands/lineage.ts"
import { lsCommand } from "./commands/ls.ts"
import { parseCommand } from "./commands/parse.ts"
import { runCommand } from "./commands/run.ts"
import { seedCommand } from "./commands/seed.ts"
import { showCommand } from "./commands/show.ts"
import { testCommand } from "./commands/test.ts"
import { well, wrongUsage } from "./exit-codes.ts"
import { projectFlags } from "./flags.ts"
import { writeErr } from "./streams.ts"
import { assertKnownFlags, refusedByYargs, seeHelp, unknownCommand } from "./usage.ts"

const commands: readonly Command[] = [
  buildCommand,
  runCommand,
  testCommand,
  seedCommand,
  showCommand,
  compileCommand,
  parseCommand,
  lsCommand,
  lineageCommand,
  debugCommand,
  cleanCommand,
]

const devCommands: readonly Command[] = [devLakeCommand]

/** What the arguments ask for, checked and ready to run. Throws LUX-900x when lux does not understand them. */
export async function parseCommandLine(args: readonly string[]): Promise<Invocation> {
  let chosen: Invocation | undefined
  const choose = (invocation: Invocation): void => {
    chosen = invocation
  }
  const cli = commandLine(choose)
  // Asked for help, yargs prints it and runs no command.
  const { help } = await cli.parseAsync(args[0] === "help" ? [...args.slice(1), "--help"] : [...args])
  if (help === true) return async () => well
  if (chosen !== undefined) return chosen
  const overview = await cli.getHelp()
  return async () => {
    writeErr(`${overview}\n`)
    return wrongUsage
  }
}

function commandLine(choose: (invocation: Invocation) => void): Argv<ProjectArgs> {
  const cli = yargs()
    .scriptName("lux")
    .usage("lux <command> [flags]\n\nTemplated SQL to built, checked and published tables.")
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    })
    .options(projectFlags)
    .help("help")
    .alias("help", "h")
    .version(false)
    .detectLocale(false)
    .updateStrings({ string: "value", array: "values", boolean: "flag" })
    .exitProcess(false)
    .wrap(Math.min(110, Math.max(60, process.stdout.columns ?? 100)))
    .fail((message, error) => {
      throw error ?? refusedByYargs(message)
    })
    .epilogue("lux <command> --help says more. Guides are in docs/.")
  for (const command of commands) command.register(cli, choose)
  cli.command(
    "dev [command]",
    "What lux brings to try a project with: dev lake",
    (dev) => {
      dev.usage("lux dev <command> [flags]\n\nWhat lux brings to try a project with.")
      for (const command of devCommands) command.register(dev, choose)
      return dev
    },
    ({ command }) => {
      if (command !== undefined) refuse(command, devCommands, "dev")
      throw new LuxError("LUX-9001", "`lux dev` needs a command", { hint: seeHelp("dev") })
    },
  )
  cli.command("$0", false, {}, (args) => {
    const [name] = args._
    assertKnownFlags(args, { words: [], operand: undefined, flags: projectFlags })
    if (name !== undefined) refuse(name, [...commands, { name: "dev" }])
  })
  return cli
}

function refuse(name: unknown, known: readonly { readonly name: string }[], parent?: string): never {
  throw unknownCommand(
    String(name),
    known.map((command) => command.name),
    parent,
  )
}
