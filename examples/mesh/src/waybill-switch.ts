import type { Services } from './services.ts'

/** Whether Waybill is on in the services; the same in all of them. */
export interface WaybillSwitch {
  isOn(): boolean
  /** Turns it on or off; resolves when every service has said that it did. */
  turn(enabled: boolean): Promise<void>
}

/** Makes the switch for services that start with Waybill on. */
export function createWaybillSwitch(services: () => Services): WaybillSwitch {
  let isOn = true
  let last: Promise<unknown> = Promise.resolve()
  return {
    isOn: () => isOn,
    turn(enabled) {
      // One after the other, so that no two services end up apart.
      const turned = last.then(async () => {
        isOn = enabled
        const running = [...services().values()].map((service) => service.current())
        await Promise.all(running.map((service) => service?.switchWaybill(enabled)))
      })
      last = turned.catch(() => undefined)
      return turned
    },
  }
}
