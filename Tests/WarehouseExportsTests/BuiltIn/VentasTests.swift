import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The wordings of Mercado Libre's workbook of sales, and rows that inherit values.
@Suite struct VentasTests {
    private static let header =
        "# de venta,Fecha de venta,Estado,Descripción del estado,Unidades,Ingresos por productos (MXN),SKU,"
        + "Título de la publicación,Forma de entrega,Fecha en camino,Unidades,Forma de entrega,Fecha en camino,"
        + "Fecha entregado,Resultado\n"
    private static let day = "13 de noviembre de 2025 10:00 hs."

    @discardableResult
    private func take(_ book: Book, _ rows: String..., skips: Bool = false) throws -> ImportResult {
        try book.importFile(Self.header + rows.map { $0 + ",,,,,\n" }.joined()) {
            $0.file.values[.statedAt] = "2025-11-20"
            $0.append.skipsRejected = skips
        }
    }

    @Test(arguments: [
        "Cancelada por el comprador", "Venta cancelada. No despaches.", "Cancelaste la venta",
        "Cancelado por el comprador", "Paquete cancelado por Mercado Libre", "VENTA CANCELADA", "Cancelada",
        "Mercado Libre canceló la venta", "Cancelamos la venta",
    ])
    func `a sale is cancelled in any wording`(words: String) throws {
        let book = try Book()
        try take(book, "1,\(Self.day),\(words),,2,600,LAMP,Lamp,CDMX,")
        #expect(try book.recorded([.kind, .quantity]) == ["order_cancelled 2", "order_placed 2"])
        #expect(try book.stock() == "")
    }

    @Test(arguments: [
        "Entregado con devolución cancelada", "Devolución cancelada", "Reclamo cancelado",
        "Mediación cancelada",
        "El comprador canceló la devolución", "Cancelaste el reclamo",
    ])
    func `a return or a claim that was cancelled leaves the sale`(words: String) throws {
        let book = try Book()
        try take(book, "1,\(Self.day),\(words),,2,600,LAMP,Lamp,CDMX,14 de noviembre de 2025")
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 2", "order_shipped 2"])
        #expect(try book.stock() == "LAMP CDMX available -2")
    }

    @Test(arguments: ["En espera de un milagro", "Cancelación rechazada", ""])
    func `an unknown wording is refused with the place to add it`(words: String) throws {
        let book = try Book()
        let result = try take(
            book,
            "1,\(Self.day),\(words),,2,600,LAMP,Lamp,CDMX,",
            "2,\(Self.day),Entregado,,1,300,LAMP,Lamp,CDMX,",
            skips: true
        )
        let problem = try #require(result.append.problems.first)
        #expect(problem.code == "unknown_status" && problem.row == 2 && problem.column == "Estado")
        #expect(problem.message.contains("\"\(words)\""))
        #expect(problem.message.contains("in a copy of the profile"))
        #expect(try book.stock() == "LAMP CDMX available -1")
    }

    @Test func `the products of a package inherit what they leave out`() throws {
        let book = try Book()
        try take(
            book,
            "10,\(Self.day),Paquete de 2 productos,,,900,,,CDMX,13 de noviembre de 2025 15:00 hs.",
            "11,,Entregado,,1,,LAMP,Lamp,,",
            "12,,En camino,,2,,FAN,Fan,FULL,"
        )
        #expect(try book.stock() == "FAN FULL available -2\nLAMP CDMX available -1")
        let recorded = try book.recorded([.kind, .document, .occurredAt])
        #expect(recorded.contains("order_shipped 11 2025-11-13T21"))
    }

    @Test func `a sale without a form of delivery never takes the warehouse of another`() throws {
        let book = try Book()
        let result = try take(
            book,
            "1,\(Self.day),Entregado,,1,300,LAMP,Lamp,CDMX,",
            "2,\(Self.day),Entregado,,1,300,LAMP,Lamp,,"
        )
        #expect(result.append.isRefused)
        #expect(result.append.problems.map(\.row) == [3])
    }

    @Test(arguments: [
        ("10 de agosto de 2026 09:12 hs.", "11 de agosto", "2026-08-11"),
        ("10 de agosto de 2026 23:12 hs.", "10 de agosto", "2026-08-10"),
        ("30 de diciembre de 2026 09:12 hs.", "2 de enero", "2027-01-02"),
        ("27 de febrero de 2026 09:12 hs.", "29 de febrero", "2028-02-29"),
        ("10 de agosto de 2026 09:12 hs.", "12 de agosto de 2026 10:00 hs.", "2026-08-12"),
    ])
    func `a day without its year is the first one not before the sale`(
        sold: String,
        sent: String,
        day: String
    ) throws {
        let book = try Book()
        try book.importFile(
            Self.header + "1,\(sold),Entregado,,2,658,MX-01,Lamp,FULL,\(sent),1,FULL,\(sent),,\n"
        ) {
            $0.file.values[.statedAt] = "2029-01-01"
        }
        let recorded = try book.recorded([.kind, .occurredAt])
        #expect(recorded.filter { $0.hasPrefix("order_shipped \(day)") }.count == 1)
        #expect(recorded.filter { $0.hasPrefix("return_received \(day)") }.count == 1)
    }

    @Test func `in an exchange the row with the goods counts, not the one with the money`() throws {
        let book = try Book()
        let result = try take(
            book,
            "3,\(Self.day),Venta con solicitud de cambio,,,658,,,FULL,",
            "3,\(Self.day),Cambio entregado,,1,,MX-01,Lamp,FULL,"
        )
        #expect(result.append.counts.ignored == 1)
        #expect(try book.stock() == "MX-01 FULL available -1")
    }
}
