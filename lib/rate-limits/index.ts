export {
  type ChargeResult,
  chargedUnits,
  chargeWindows,
  type RateBucket,
  usedUnits,
  type WindowCharge,
  type WindowLevel,
  windowLevel,
} from './charge-windows'
