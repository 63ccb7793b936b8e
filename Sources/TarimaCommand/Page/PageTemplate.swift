import Mustache

/// The templates of the pages. Each uses the same style, and the section of a plan.
enum PageTemplate: String {
    case review, plan

    /// The page with its values.
    func render(_ values: [String: Any]) throws -> String {
        MustacheContentTypes.register(Markup.ContentType(), named: Markup.ContentType.name)
        let library = MustacheLibrary(
            templates: [
                "review": try Self.template(PackageResources.review_mustache),
                "plan": try Self.template(PackageResources.plan_mustache),
                "plan-section": try Self.template(PackageResources.plan_section_mustache),
            ]
        )
        var values = values
        values["style"] = String(decoding: PackageResources.style_css, as: UTF8.self)
        guard let page = library.render(values, withTemplate: rawValue) else {
            throw MissingTemplate(name: rawValue)
        }
        return page
    }

    private static func template(_ bytes: [UInt8]) throws -> MustacheTemplate {
        try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    }

    /// A template that is not among those of the program, which is a defect of it.
    private struct MissingTemplate: Error, CustomStringConvertible {
        let name: String
        var description: String { "the page has no template \(name)" }
    }
}
