// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "tarima",
    products: [
        .library(name: "InventoryLedger", targets: ["InventoryLedger"]),
        .library(name: "WarehouseExports", targets: ["WarehouseExports"]),
        .library(name: "CentralStore", targets: ["CentralStore"]),
        .executable(name: "tarima", targets: ["TarimaCommand"]),
        // Only for the fault tests, which preload it into the command.
        .library(name: "FaultyDisk", type: .dynamic, targets: ["FaultyDisk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        // Makes the pages of the libraries. It is not linked.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .target(
            name: "Migrations",
            path: "Migrations",
            exclude: ["Central"],
            resources: [.embedInCode("SQL")]
        ),
        .target(
            name: "CentralMigrations",
            path: "Migrations/Central",
            resources: [.embedInCode("SQL")]
        ),
        .target(name: "SQLiteSettings"),
        .target(name: "KeptQueues"),
        .target(name: "MallocArena"),
        .target(name: "Interrupts"),
        .target(name: "LinuxCalls"),
        .target(name: "Shortage", dependencies: ["Interrupts"]),
        .systemLibrary(name: "Libzip", providers: [.apt(["libzip-dev"])]),
        // Loads PostgreSQL's client library when it is first used, so that building needs nothing of it.
        .target(name: "Libpq", linkerSettings: [.linkedLibrary("dl")]),
        .target(
            name: "InventoryLedger",
            dependencies: [
                "Interrupts",
                "LinuxCalls",
                "KeptQueues",
                "Migrations",
                "SQLiteSettings",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "WarehouseExports",
            dependencies: [
                "InventoryLedger",
                "Libzip",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("BuiltIn")]
        ),
        .target(name: "CentralStore", dependencies: ["CentralMigrations", "InventoryLedger", "Libpq"]),
        .executableTarget(
            name: "TarimaCommand",
            dependencies: [
                "CentralStore",
                "Interrupts",
                "InventoryLedger",
                "MallocArena",
                "SQLiteSettings",
                "Shortage",
                "WarehouseExports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Demo/Files"), .embedInCode("Page/Template")]
        ),
        .executableTarget(name: "workload", path: "Benchmarks/Workload"),
        .executableTarget(name: "probe", dependencies: ["InventoryLedger"], path: "Benchmarks/Probe"),
        .executableTarget(
            name: "fuzz",
            dependencies: ["InventoryLedger", "Libzip", "WarehouseExports"],
            path: "Tests/Fuzz",
            exclude: ["run"]
        ),
        .executableTarget(name: "sabotage", path: "Tests/Sabotage", exclude: ["run", "sabotages.txt"]),
        .executableTarget(
            name: "simulate",
            dependencies: [
                "InventoryLedger",
                "Migrations",
                "TestSupport",
                "WarehouseExports",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Simulator",
            exclude: ["run"]
        ),
        .target(
            name: "FaultyDisk",
            path: "Tests/FaultyDisk",
            linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("dl")]
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "InventoryLedger",
                "SQLiteSettings",
                "WarehouseExports",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Tests/TestSupport"
        ),
        .testTarget(
            name: "InventoryLedgerTests",
            dependencies: [
                "InventoryLedger",
                "Migrations",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            exclude: ["Ledgers"]
        ),
        .testTarget(
            name: "WarehouseExportsTests",
            dependencies: [
                "Libzip",
                "WarehouseExports",
                "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TarimaCommandTests",
            dependencies: [
                "Migrations",
                "TarimaCommand",
                "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "CentralStoreTests",
            dependencies: [
                "CentralMigrations",
                "CentralStore",
                "InventoryLedger",
                "TestSupport",
                "WarehouseExports",
            ]
        ),
        // Sees only the public interface, like another package.
        .testTarget(
            name: "LibraryUseTests",
            dependencies: ["InventoryLedger", "WarehouseExports"],
            packageAccess: false
        ),
        .testTarget(name: "TrustTests", dependencies: ["TestSupport", "sabotage", "simulate"]),
    ],
    swiftLanguageModes: [.v6]
)
