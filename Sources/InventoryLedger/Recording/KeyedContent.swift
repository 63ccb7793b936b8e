/// The key and content of an event, to find equal ones. The line numbers of earlier versions are left out.
struct KeyedContent: Hashable {
    private let content: Event
    private let scope: Int64
    private let sku: Int64

    init(_ event: Event, _ ids: EventIDs) {
        let key = EventKey(event, ids)
        scope = key.scope
        sku = key.sku
        let content = event.content
        guard let line = content.line?.text, let mark = line.lastIndex(of: "#"),
            line[..<mark].isEmpty || Line(trusted: line).namesGroup,
            Int64(line[line.index(after: mark)...]) != nil
        else {
            self.content = content
            return
        }
        var fields = content.fields
        fields.line = mark == line.startIndex ? nil : Line(trusted: String(line[..<mark]))
        self.content = Event(
            stored: fields,
            document: content.document,
            warehouse: content.warehouse,
            occurredAt: content.occurredAt
        )
    }
}
