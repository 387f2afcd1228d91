import { addedHeaders, mapValues } from './added-headers.ts'
import { type BrokerOptions, brokerTarget } from './broker.ts'
import { withFields } from './with-fields.ts'
import { wrapMethods } from './wrap-methods.ts'

interface Producer {
  send(...args: never[]): unknown
  sendBatch(...args: never[]): unknown
  transaction?(...args: never[]): Promise<object>
}

interface Message {
  headers?: Readonly<Record<string, unknown>>
}

interface TopicMessages {
  messages?: readonly Message[] | undefined
}

interface Batch {
  topicMessages?: readonly TopicMessages[] | undefined
}

/**
 * Makes the messages of a KafkaJS producer, and of its transactions, carry the headers of what is being handled when
 * they are sent. Headers that a message has itself win.
 * @returns the same producer; it is wrapped once, however often this is called
 * @throws TypeError for what is no producer, and for wrong options
 */
export function wrapProducer<T extends Producer>(producer: T, options?: BrokerOptions): T {
  const target = brokerTarget(options)
  if (wrapSends(producer, target) && producer.transaction) {
    const { transaction } = producer
    producer.transaction = async function transactionWithWaybill(...args) {
      const begun = await Reflect.apply(transaction, this, args)
      wrapSends(begun, target)
      return begun
    }
  }
  return producer
}

function wrapSends(sender: object, target: readonly string[]): boolean {
  const ofTopic = <R extends TopicMessages>(record: R): R =>
    withFields(record, {
      messages: record.messages?.map((message) => withHeaders(message, target)),
    } as Partial<R>)
  return wrapMethods(
    sender,
    {
      send: ([record, ...rest]) => [ofTopic(record as TopicMessages), ...rest],
      sendBatch: ([batch, ...rest]) => [
        withFields(batch as Batch, { topicMessages: (batch as Batch).topicMessages?.map(ofTopic) }),
        ...rest,
      ],
    },
    'wrapProducer takes a producer of KafkaJS; write wrapProducer(kafka.producer())',
  )
}

function withHeaders(message: Message, target: readonly string[]): Message {
  const added = addedHeaders(target, message.headers)
  // As bytes, which is what they are to Kafka: a text would be sent in UTF-8.
  return added
    ? withFields(message, {
        headers: {
          ...message.headers,
          ...mapValues(added, (value) => Buffer.from(value, 'latin1')),
        },
      })
    : message
}
