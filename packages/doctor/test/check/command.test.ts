import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { gate } from '@waybill/testing'
import stringWidth from 'string-width'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCheck } from '../../src/check/command.ts'
import { copied } from './kit/copied.ts'
import { checked, checkedHere, freePort, ranCheck, served } from './kit/run-check.ts'

const url = 'http://127.0.0.1:9/'
const via = ['--via', 'UPSTREAM_URL']

describe('wrong use ends with 2 and a sentence that says what to write', () => {
  test.each([
    [[], 'a URL must be given, got none'],
    [['localhost:9080', ...via], 'must begin with http:// or https://, got "localhost:9080"'],
    [[url, 'http://b/', ...via], 'one URL must be given'],
    [[url], 'at least one --via must lead to the echo, got none; write `--via DETAILS_URL`'],
    [[url, '--via', 'ENABLE=true'], 'at least one --via must lead to the echo'],
    [[url, '--via', '9=x'], '--via must name an environment variable'],
    [[url, ...via, '--nonsense'], "Unknown option '--nonsense'"],
    [[url, ...via, '--requests', 'many'], '--requests must be a whole number'],
    [[url, ...via, '--preset', 'all'], '--preset must be one of istio, b3, w3c'],
    [[url, ...via, '--header', 'a b'], '--header must be a header that can be sent'],
    [[url, ...via, '--header', 'content-length'], '--header must be a header that can be sent'],
    [[url, ...via, '--send', 'cookie'], '--send must be a header that can be sent, with its value'],
    [[url, ...via, '--fail-on', 'late'], '--fail-on must list some of mixed, lost'],
    [[url, ...via, '--answer-file', '/nowhere'], '--answer-file must name a file'],
    [[url, ...via, '--'], 'a command must follow `--`'],
  ])('%j', async (given, sentence) => {
    const { code, stdout, stderr } = await ranCheck(given)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`@waybill/doctor: `)
    expect(stderr).toContain(sentence)
  })

  test('a port of the echo that is taken', async () => {
    const { port } = new URL(await served((_req, res) => res.end()))
    const { code, stderr } = await ranCheck([url, ...via, '--echo-port', port])
    expect([code, stderr]).toEqual([2, expect.stringContaining('must be a port that is free')])
  })

  test('a command for an address at which something answers already', async () => {
    const there = await served((_req, res) => res.end())
    const { code, stderr } = await ranCheck([there, ...via, '--', 'node', 'app.js'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('nothing may answer at')])
  })
})

test('--help prints how it is used, in lines that fit', async () => {
  const { code, stdout } = await ranCheck(['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('check URL --via NAME')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

describe('a service that cannot be checked ends with 3', () => {
  test('since it makes no call', async () => {
    const { code, report } = await checkedHere(() => (_req, res) => res.end(), ['--wait', '300'])
    expect([code, report.verdict]).toEqual([3, 'no-calls'])
    expect(report.notes.join()).toContain('made no call to the echo')
  })

  test('since nothing is there', async () => {
    const port = await freePort()
    const nowhere = [`http://127.0.0.1:${port}/`, ...via, '--wait', '200', '--echo-port', '0']
    const { code, report } = await checked(nowhere)
    expect([code, report.verdict]).toEqual([3, 'unreachable'])
    expect(report.notes.join()).toContain('did not answer within 200 ms')
  })

  test('since it ended, with what it printed', async () => {
    const port = await freePort()
    const command = ['--', 'node', '-e', 'console.error("no such database"); process.exit(1)']
    const { code, report } = await checked([`http://127.0.0.1:${port}/`, ...via, ...command])
    expect([code, report.verdict]).toEqual([3, 'unreachable'])
    expect(report.notes.join()).toMatch(/ended before it answered .*it printed: no such database/)
  })

  test('since the command is not there', async () => {
    const port = await freePort()
    const { code, report } = await checked([`http://127.0.0.1:${port}/`, ...via, '--', 'no-such'])
    expect([code, report.notes.join()]).toEqual([3, expect.stringContaining('ENOENT')])
  })
})

describe('without a command', () => {
  test('says what to set, and waits until a service that has it comes up', async () => {
    const [port, echo] = [await freePort(), await freePort()]
    let said = ''
    const started = gate()
    const output = { write: () => undefined }
    const running = runCheck(
      [`http://127.0.0.1:${port}/`, '--via', 'API={url}/v1', '--echo-port', String(echo)],
      {
        stdout: output,
        stderr: {
          write(line) {
            said += line
            if (line.includes('Waiting')) started.open()
          },
        },
      },
    )
    await started.opened
    const address = /export API=(\S+)/.exec(said)?.[1]
    expect(address).toBe(`http://127.0.0.1:${echo}/v1`)
    const server = createServer(async (req, res) => {
      await (await fetch(String(address), { headers: copied(req.headers) })).text()
      res.end()
    }).listen(port, '127.0.0.1')
    onTestFinished(() => void server.close().closeAllConnections())
    expect(await running).toBe(0)
  })
})

test('the echo answers with what it is given, and each request carries what is to be sent', async () => {
  const file = fileURLToPath(import.meta.url)
  const seen: unknown[] = []
  const { report } = await checkedHere(
    (upstream) => async (req, res) => {
      const answer = await fetch(upstream, { headers: copied(req.headers) })
      let body = ''
      for await (const chunk of req) body += chunk
      seen.push([answer.status, await answer.text(), req.method, req.headers.cookie, body.length])
      res.end()
    },
    [
      ...['--requests', '5', '--answer-status', '201', '--answer-file', file],
      ...['--send', 'cookie=a=b', '--body', '{"id":"{mark}"}'],
    ],
  )
  expect(report.verdict).toBe('sound')
  expect(seen.at(-1)).toEqual([201, readFileSync(file, 'utf8'), 'POST', 'a=b', 25])
})

describe('the report for a person', () => {
  const lossy = async (columns: number) => {
    const port = await freePort()
    const service = await served(async (req, res) => {
      const { b3, ...headers } = copied(req.headers)
      await (await fetch(`http://127.0.0.1:${port}`, { headers })).text()
      res.end()
    })
    const given = [service, ...via, '--echo-port', String(port), '--requests', '20']
    return ranCheck([...given, '--name', 'reviews'], columns)
  }

  test.each([40, 60, 100])('fits into %i columns', async (columns) => {
    const { stdout } = await lossy(columns)
    const widths = stdout.split('\n').map((line) => stringWidth(line))
    expect(Math.max(...widths.slice(0, -2))).toBeLessThanOrEqual(columns)
  })

  test('names each header, the remedy, and the service', async () => {
    const { code, stdout } = await lossy(100)
    expect(code).toBe(1)
    expect(stdout).toMatch(/✓ x-request-id +18\/18 +·/)
    expect(stdout).toMatch(/✗ b3 +0\/10 +10/)
    expect(stdout).toContain('✗ lost, in every call: b3\n  Nothing carries it')
    expect(stdout.trim().split('\n').at(-1)).toBe('✗ reviews loses headers: 1 of 17 are affected.')
  })

  test('has colours where the output has, and no value of a header', async () => {
    const port = await freePort()
    const service = await served((_req, res) => {
      const call = fetch(`http://127.0.0.1:${port}`, { headers: { 'x-request-id': 'secret' } })
      call.then(() => res.end())
    })
    let all = ''
    const stdout = {
      hasColors: () => true,
      write(text: string) {
        all += text
      },
    }
    await runCheck([service, ...via, '--echo-port', String(port), '--requests', '10'], {
      stdout,
      stderr: { write: () => undefined },
    })
    expect(all).toContain('\u001b[31m✗\u001b[39m')
    expect(stripVTControlCharacters(all)).toContain('changed, another value')
    expect(all).not.toContain('secret')
  })
})
