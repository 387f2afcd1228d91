/** Says where a client's messages go. */
export interface BrokerOptions {
  /**
   * The broker's host, or several, each with a port or as a URL (`kafka:9092`, `amqps://rabbit.example.com`): what a
   * policy's `targets` are asked about. Messages carry what may go to all of them.
   * @default 'message-broker', a name inside the mesh
   */
  readonly broker?: string | readonly string[]
}

/** The host that stands for a broker which is not named. */
const UNNAMED = 'message-broker'

/**
 * The broker of some options as a target.
 * @throws TypeError for anything but a host, or several; what came is not shown, since a URL may hold a password
 */
export function brokerTarget(options: BrokerOptions = {}): readonly string[] {
  const urls = brokerUrls(options)
  const isKnown =
    Object(options) === options && Object.keys(options).every((key) => key === 'broker')
  if (isKnown && urls.length > 0) return urls
  throw new TypeError(
    `@waybill/messaging: the only option is \`broker\`, a host or several, each with a port at most or as a URL, got ${options === null ? 'null' : typeof options} that says something else; write { broker: "kafka:9092" }`,
  )
}

/** The broker of some options as URLs; none where it cannot be read. */
export function brokerUrls(options: BrokerOptions): readonly string[] {
  const { broker = UNNAMED } = Object(options) as BrokerOptions
  const urls = [broker].flat().map((one) => {
    const [, host = '', port = ''] = PLACE.exec(typeof one === 'string' ? one : '') ?? []
    return `http://${host}${port}`
  })
  return urls.every((url) => URL.canParse(url)) ? urls : []
}

// A scheme and who logs in, a name or an address in brackets, a port, and the rest of a URL.
const PLACE = /^(?:[a-z][a-z\d+]*:\/\/(?:[^/?#]*@)?)?([\w.-]+|\[[\da-f:.]+\])(:\d+)?(?:[/?].*)?$/i
