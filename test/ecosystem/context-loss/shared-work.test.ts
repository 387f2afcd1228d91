import { run } from '@waybill/core'
import { gate } from '@waybill/testing'
import DataLoader from 'dataloader'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

type Loader = DataLoader<string, string>

/** Two requests ask before a batch is loaded; the batch function reports what it sees for the own one's key. */
const batched = (loadersOf: (makeLoader: () => Loader) => () => Loader): Scene => {
  return (way) => {
    const bothAsked = gate()
    let report: Report = () => undefined
    const makeLoader = (): Loader =>
      new DataLoader(
        async (keys: readonly string[]) => {
          if (keys.includes('own')) report()
          return keys
        },
        { batchScheduleFn: (load) => void bothAsked.opened.then(load) },
      )
    const loader = loadersOf(makeLoader)
    return meet(way, {
      async other(ownComes) {
        void ownComes()
        await loader().load('other')
      },
      async own(ownReport) {
        report = ownReport
        await loader().load('own')
      },
      outside: bothAsked.open,
    })
  }
}

fates(
  'the batch function of dataloader',
  { plain: "another's", waybill: "another's" },
  batched((makeLoader) => {
    const shared = makeLoader()
    return () => shared
  }),
  { 'a loader for each request': batched((makeLoader) => makeLoader) },
)

/** Work that is done once for all: the other request begins it, both wait for it. */
const memoised = (
  begin: (work: () => Promise<void>) => Promise<void>,
  isInside: boolean,
): Scene => {
  return (way) => {
    const bothWait = gate()
    let report: Report = () => undefined
    let memo: Promise<void> | undefined
    const load = () => {
      memo ??= begin(async () => {
        await bothWait.opened
        if (isInside) report()
      })
      return memo
    }
    return meet(way, {
      async other(ownComes) {
        void ownComes()
        await load()
      },
      async own(ownReport) {
        report = ownReport
        await load()
        report()
      },
      outside: bothWait.open,
    })
  }
}

fates(
  'inside a memoised async function',
  { plain: "another's", waybill: "another's", remedied: 'lost' },
  memoised((work) => work(), true),
  { 'run(undefined, work)': memoised((work) => run(undefined, work), true) },
)

fates(
  'what is behind the `await` of a memoised promise',
  { plain: 'kept', waybill: 'kept' },
  memoised((work) => work(), false),
)
