export { type Adapter, type Behaviour, contract } from './contract/contract.ts'
export { contractHandler } from './contract/handler.ts'
export type {
  Answer,
  Handler,
  Inbound,
  Lacks,
  Outbound,
  Send,
  SentHeaders,
  Service,
  Subject,
} from './contract/subject.ts'
export type { Received } from './echo/received.ts'
export { type EchoOptions, type EchoServer, startEcho } from './echo/start-echo.ts'
export { type Gate, gate } from './gate.ts'
export {
  type Arrived,
  assertForwarded,
  type ExpectedHeaders,
  type MatcherResult,
  matchers,
} from './matchers.ts'
export { withHeaders } from './with-headers.ts'
