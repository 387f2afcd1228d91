import { createServer, type Server, type Socket } from 'node:net'

/** A server that knows SUBSCRIBE and PUBLISH of Redis, and answers OK to all else, in RESP 2. */
export function createRedisServer(): Server {
  const subscribers: Socket[] = []
  return createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const [command = '', channel = '', message = ''] of commandsOf(text)) {
        if (/^subscribe$/i.test(command)) {
          subscribers.push(socket)
          socket.write(`*3\r\n${bulk('subscribe')}${bulk(channel)}:1\r\n`)
        } else if (/^publish$/i.test(command)) {
          for (const one of subscribers)
            one.write(`*3\r\n${bulk('message')}${bulk(channel)}${bulk(message)}`)
          socket.write(`:${subscribers.length}\r\n`)
        } else socket.write('+OK\r\n')
      }
    })
  })
}

/** The commands of a packet; short ones come whole. */
function commandsOf(text: string): string[][] {
  return text
    .split(/^\*\d+\r\n/m)
    .slice(1)
    .map((command) => [...command.matchAll(/\$\d+\r\n(.*)\r\n/g)].map(([, word = '']) => word))
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`
}
