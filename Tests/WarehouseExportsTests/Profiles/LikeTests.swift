import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Profiles that change a part of a built-in one.
@Suite struct LikeTests {
    @Test func `what a profile does not say is that of the one it is like`() throws {
        let base = try Profile.named("mercadolibre-ventas")
        let own = try Profile.reading(
            """
            like: mercadolibre-ventas
            name: ventas-uy
            header: ["# de venta", SKU]
            time_zone: America/Montevideo
            columns: { amount: Ingresos, note: Comprador }
            constants: { currency: UYU }
            """
        )
        #expect(own.name == "ventas-uy" && own.source == base.source && own.facts == base.facts)
        #expect(own.header == [["# de venta"], ["SKU"]])
        #expect(own.timeZone == "America/Montevideo")
        #expect(own.columns[.amount] == ["Ingresos"] && own.columns[.note] == ["Comprador"])
        #expect(own.columns[.document] == base.columns[.document])
        #expect(own.constants == [.currency: "UYU", .channel: "mercadolibre"])
        #expect(own.statuses.count == base.statuses.count && own.dates == base.dates)
    }

    @Test func `a list is replaced as a whole, and a mistake is reported in the profile's own file`() throws {
        let own = try Profile.reading("like: shopify-orders\nname: s\nignore: []\nedges: may_be_cut\n")
        #expect(own.ignore.isEmpty)
        let failure = #expect(throws: ImportFailure.self) {
            try Profile.reading("like: shopify-orders\nname: s\ndates: [kk]\n")
        }
        #expect(failure?.message.hasPrefix("profile.yaml:3:9: ") == true)
    }

    @Test func `an unknown profile is an error with the nearest name`() {
        let failure = #expect(throws: ImportFailure.self) {
            try Profile.reading("like: shopify-order\nname: s\n")
        }
        #expect(failure?.message.hasPrefix("profile.yaml:1:7: ") == true)
        #expect(failure?.message.contains("did you mean shopify-orders?") == true)
    }

    @Test func `a built-in profile that is like another one is printed as it was written`() throws {
        let yaml = try Profile.named("mercadolibre-ventas-cl").yaml
        #expect(yaml.contains("like: mercadolibre-ventas\n"))
        #expect(try Profile.reading(yaml).constants[.currency] == "CLP")
    }
}
