import InventoryLedger

/// The user's settings for a whole file, besides its profile.
public struct FileSettings: Sendable {
    /// Replaces the profile's source.
    public var source: Source?
    /// Values for columns that are missing or blank in the file.
    public var values: [Column: String] = [:]
    /// Replaces the profile's time zone.
    public var zone: BusinessZone?
    /// Records every event as memo.
    public var isMemo = false
    /// Replaces the profile's encodings, tried in this order.
    public var encodings: [TextEncoding] = []

    /// No settings beyond those of the profile.
    public init() {}
}
