import type { VNode } from 'preact'

/** Turns Waybill on or off in all services, and says which it is. */
export function WaybillSwitch(props: {
  isOn: boolean
  onSwitch: (enabled: boolean) => void
}): VNode {
  const { isOn, onSwitch } = props
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      data-testid="waybill-switch"
      aria-checked={isOn}
      aria-label="Waybill in all services"
      onClick={() => onSwitch(!isOn)}
    >
      <span class="switch-track" aria-hidden="true">
        <span class="switch-thumb" />
      </span>
      <span class="switch-words">
        Waybill: <strong>{isOn ? 'on' : 'off'}</strong> in all services
      </span>
    </button>
  )
}
