export { shellWord } from "../project/command-line.ts"
