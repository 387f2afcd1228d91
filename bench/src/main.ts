import type { Command } from './command/command.ts'

// Loaded when it is asked for, so that one command does not wait for what another needs.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  services: async () => (await import('./compare/command.ts')).services,
  toggle: async () => (await import('./toggle/command.ts')).toggle,
  micro: async () => (await import('./micro/command.ts')).micro,
  curves: async () => (await import('./curves/command.ts')).curves,
  allocation: async () => (await import('./allocation/command.ts')).allocation,
  startup: async () => (await import('./startup/command.ts')).startup,
  soak: async () => (await import('./soak/command.ts')).soak,
  all: async () => (await import('./everything/command.ts')).everything,
}

const [name = '', ...args] = process.argv.slice(2)
const wanted = await commands[name]?.()
try {
  if (!wanted) await describeCommands()
  else if (args.includes('--help')) console.log(`bench ${name}: ${wanted.help}`)
  else await wanted.run(args)
} catch (error) {
  console.error(error instanceof TypeError ? error.message : error)
  process.exitCode = 1
}

async function describeCommands(): Promise<void> {
  console.log('pnpm bench <what> [flags]; `--help` behind each shows its flags\n')
  for (const [name, load] of Object.entries(commands)) {
    console.log(`  ${name.padEnd(12)} ${(await load()).about}`)
  }
  if (name !== '' && name !== '--help') process.exitCode = 1
}
