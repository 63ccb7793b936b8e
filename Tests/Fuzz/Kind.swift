/// The inputs of each reader. They are made up.
enum Kind: String, CaseIterable {
    case text, values, json, list, workbook, archive, profile

    /// Valid inputs to start with.
    var inputs: [[UInt8]] {
        let texts: [String] =
            switch self {
            case .text:
                [
                    "kind,document,sku,warehouse,quantity,occurred_at\nsale_shipped,1,\"A\"\"B\",W,2,2026-11-13\n",
                    "\u{FEFF}Notice\r\n\r\nRef;Art;Qty;Day;Sum\r\n1;\"A\nB\";3;13/11/2026;1.234,50\r\n",
                    "Ref\tArt\tQty\tDay\tSum\r1\tñandú\t3\t1-Dec-26\t\r",
                    "Ref|Art|Qty|Day|Sum\n=\"01\"|中文|-3|2026-11-13|\n",
                ]
            case .values:
                [
                    "Ref;Art;Qty;Day;Sum\n1;A;1.234;31 de agosto de 2026 23:59 hs.;1 234,50\n"
                        + "2;8.9E+12;４０;13/11/26 08:30;-0,5\n3;=\"07\";+7;2026-11-13T08:30:15.250-0600;,5\n"
                        + "4;A;-9223372036854775808;2026-02-29;99999999999999999999,99\n5;A;Not Captured;1-Ene-26;0\n"
                        + "6;A;1;1794561127;-MX$ 1,50\n7;A;1;1794561127250;1,50 €\n8;A;1;13/11/2026 42;1\n"
                ]
            case .json:
                [
                    #"[{"Ref": 9007199254740993, "Art": "\u00e1\ud83d\ude00\n", "Qty": 12, "Day": "2026-11-13", "Sum": -1.5}]"#,
                    #"{"results": [{"Ref": "1", "Art": "A", "Day": "2026-11-13", "items": [{"q": 1}, {"q": 2}], "x": {"y": [true, false]}}], "p": {}}"#,
                    #"{"code": 0, "data": {"n": 1, "list": [{"Ref": 1, "Art": "A", "Day": "2026-11-13", "Qty": 1}]}, "o": {"Ref": 1}}"#,
                    #"{"n": 2, "MX-1": {"Ref": 1, "Art": "A"}, "MX-2": [{"Ref": 2, "Art": "B"}], "x": null}"#,
                    "{\"Ref\": 1, \"Art\": \"A\", \"items\": []}\n{\"Ref\": 2, \"Art\": \"B\", \"Qty\": [1]}\n",
                ]
            case .list:
                [
                    "sku,name,unit_cost,currency,unit_cm3,carton_units,noms,nom_until,nom_holder_rfc\n"
                        + "A,Lamp,12.50,MXN,20000,12,\"NOM-003-SCFI, NOM-024\",2026-11-01,EKU9003173C9\nB,'=1,,,0,-1,,,\n",
                    "\u{FEFF}SKU;Almacén;Cantidad;Estado;Fecha;Pronóstico;Foo\r\nA;MTY1;5;on_hand;2026-11-13;3;x\r\nB;;0;;;;\r\n",
                    "what,source,code,value,units\nsku,meli,ML-2,A,2\nsku,meli,ML-2,B,\nwarehouse,meli,F,G,\n",
                    "calendar,from,to,closed,name\ncn,2026-01-01,2026-01-03,yes,x\nmx,2026-12-25,,no,\n",
                    #"[{"sku": "A", "quantity": 5, "warehouse": "W", "unit_cost": 1.5, "moq": 12, "x": {"y": [1]}}]"#,
                    "SKU,品名,仓库,可用量,可用锁定量,待到货量\nA,台灯,蒙特雷,4,1,0\n",
                    "sku\tfnsku\tasin\tafn-fulfillable-quantity\tafn-unsellable-quantity\tafn-reserved-quantity\t"
                        + "afn-inbound-shipped-quantity\nA\tX\tB\t4\t0\t1\t0\n",
                ]
            case .workbook, .archive:
                [
                    "<worksheet><sheetData><row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"inlineStr\"><is><t>Art</t></is></c>"
                        + "<c r=\"C3\" t=\"str\"><v>Qty</v></c><c t=\"inlineStr\"><is><r><t>D</t></r><r><t>ay</t></r></is></c></row>"
                        + "<row><c><v>1E+2</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c s=\"1\"><v>46339.5</v></c></row>"
                        + "<!-- c --><row r=\"9\"><c r=\"A9\"><f>1+1</f><v>200001390010</v></c><c r=\"B9\" t=\"s\"><v>1</v></c>"
                        + "<c r=\"C9\"><v>12.000000000000004</v></c><c s=\"1\"><v>46339.5</v></c></row></sheetData></worksheet>"
                ]
            case .profile:
                [
                    """
                    name: n
                    source: s
                    tells: [orders, dispatch]
                    header: [Ref, [Art, SKU]]
                    text: { delimiter: tab, encoding: [utf-8, gb18030], header_row: 3, quote: none }
                    time_zone: UTC
                    sheet: S
                    rows: a.b
                    records: results
                    blank: [x, y]
                    columns: { document: Ref, sku: [Art, SKU], quantity: "q[type=a].v#2" }
                    constants: { kind: order_placed, warehouse: W, currency: MXN, amount: 1.50 }
                    values: { stage: { A: available, "*": damaged } }
                    dates: ["d 'de' MMMM 'de' yyyy HH:mm 'hs.'", dd/MM/yyyy, d-MMM-yy]
                    numbers: { decimal: comma, grouping: point, digits: full_width }
                    identity: [Ref, &x Art]
                    fill_down: { columns: [Ref], within: Ref }
                    joins: { when: [Day, [Clock, "Hour?"]] }
                    columns_to_rows: { columns: ["?", "Bodega *"], name: Place, value: Units }
                    ignore: [{ when: { Art: ["", "gift_*", "<0"] }, because: none }]
                    events:
                      - when: { Qty: "!C*" }
                        record: [{ kind: stock_received, negate: quantity, skip_zero: true }]
                    """,
                    """
                    name: l
                    table: items
                    header: [Clave, [Nombre, Name]]
                    columns: { sku: Clave, name: [Nombre, Name], unit_cost: "Costo?" }
                    constants: { currency: MXN }
                    values: { name: { A: B, "*": C } }
                    """,
                ]
            }
        return texts.map { Array($0.utf8) }
    }

    /// Words that the reader searches for.
    var words: [[UInt8]] {
        let texts: [String] =
            switch self {
            case .text: ["\"", "\"\"", ",", ";", "\t", "|", "\r", "\n", "\r\n", "\0", "\u{FEFF}", "é", "中"]
            case .values:
                [
                    "1", "-", "+", ".", ",", "E+", " ", "\u{A0}", "０", "/", ":", "-06:00", "Z", "T24:00",
                    "dic", "9999999999", "\n", ";",
                ]
            case .json:
                [
                    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "1e999", "-",
                    "\n", "[[[[[[[[[[", "{\"a\":",
                ]
            case .list:
                [
                    ",", ";", "\n", "'=", "=\"01\"", "-", "0", "1e3", "8.9E+12", "on_hand", "sellable", "sku",
                    "仓库", "\"",
                    "9223372036854775808", "2026-02-30",
                ]
            case .workbook, .archive:
                [
                    "<", ">", "/>", "</row>", "<row>", "<c>", "&amp;", "&#", "<![CDATA[", "]]>", "<!--",
                    "-->", "<?", "\"", "r=\"", "_x000D_", "<v>",
                ]
            case .profile:
                [
                    "\n", "  ", "- ", "[", "{", "}", "]", "*x", "&x ", "? ", ": ", "'", "\"", "|", ">",
                    "!!x ", "---", "#2", "..", "<<: ",
                ]
            }
        return texts.map { Array($0.utf8) } + [
            [0xFF], [0xFE, 0xFF], [0xFF, 0xFE], [0x81], [0xD1, 0xD3], [0xC0, 0x80], [0xED, 0xA0, 0x80],
        ]
    }

    /// A profile that uses everything in the inputs.
    static let profileText = """
        name: fuzz
        header: [Ref, Art]
        columns: { document: Ref, sku: Art, quantity: [Qty, items.q], occurred_at: Day, amount: Sum, note: "items#2.q", tracking: "items[q=2].q" }
        constants: { kind: stock_adjusted, warehouse: W, currency: MXN }
        dates: ["d 'de' MMMM 'de' yyyy HH:mm 'hs.'", dd/MM/yyyy, d-MMM-yy, dd/MM/yy HH:mm, dd/MM/yyyy n, epoch seconds, epoch milliseconds]
        numbers: { decimal: comma, grouping: space, digits: full_width, marks: { MX$: MXN, €: EUR } }
        joins: { both: [Ref, Art] }
        blank: [Not Captured]
        rows: items
        fill_down: [Day]
        ignore: [{ when: { Art: "<0" } }]
        """
}
