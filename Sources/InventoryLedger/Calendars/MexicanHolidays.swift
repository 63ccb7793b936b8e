/// The rest days of article 74 of the Mexican labour law (Ley Federal del Trabajo), by rule for every year.
///
/// Source: the article in force since 2006-01-17, which moved three days to Mondays, with the reform published in the
/// Diario Oficial on 2024-09-30: the day of a change of the federal government is October 1 from 2024 on, every six
/// years; before, it was December 1. Election days are set case by case and left out. Customs close on January 1 and
/// December 25 and work short hours on the other days, which count as closed.
enum MexicanHolidays {
    static func holidays(of year: Int) -> [Holiday] {
        var days: [(month: Int, day: Int, name: String)] = [(1, 1, "Año Nuevo")]
        if year >= firstYearOfMondays {
            days += [
                (2, monday(1, of: 2, year), "Constitución"),
                (3, monday(3, of: 3, year), "Natalicio de Benito Juárez"),
            ]
        } else {
            days += [(2, 5, "Constitución"), (3, 21, "Natalicio de Benito Juárez")]
        }
        days += [(5, 1, "Día del Trabajo"), (9, 16, "Independencia")]
        if year >= 2024, (year - 2024) % 6 == 0 { days.append((10, 1, "Cambio del Poder Ejecutivo")) }
        days.append((11, year >= firstYearOfMondays ? monday(3, of: 11, year) : 20, "Revolución"))
        if year < 2024, year >= 1970, (year - 1970) % 6 == 0 {
            days.append((12, 1, "Cambio del Poder Ejecutivo"))
        }
        days.append((12, 25, "Navidad"))
        return days.compactMap { month, day, name in
            CalendarDate(year: year, month: month, day: day).map { Holiday(from: $0, to: $0, name: name) }
        }
    }

    private static let firstYearOfMondays = 2006

    /// The day of the month of its first, second, ... Monday.
    private static func monday(_ count: Int, of month: Int, _ year: Int) -> Int {
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return 1 }
        return 1 + (7 - first.weekday) % 7 + (count - 1) * 7
    }
}

extension CalendarDate {
    /// The day of the week, from 0 for Monday to 6 for Sunday.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        let days = dayNumber + 3
        return days >= 0 ? days % 7 : (7 - (-days) % 7) % 7
    }
}
