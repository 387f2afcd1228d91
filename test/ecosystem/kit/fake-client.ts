import { EventEmitter } from 'node:events'

/** What pg-pool asks of a client of `pg`, which connects to nothing. */
export class FakeClient extends EventEmitter {
  connect(done: () => void): void {
    setImmediate(done)
  }
  end(done?: () => void): void {
    setImmediate(() => done?.())
  }
  ref(): void {}
  unref(): void {}
}
