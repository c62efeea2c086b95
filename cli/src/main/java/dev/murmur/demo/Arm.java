package dev.murmur.demo;

/// The two ways to train that the demo compares; they differ in the loss and in nothing else.
enum Arm {
    DPO("dpo", "iterative DPO") {
        @Override
        String loss(DemoSettings settings) {
            return "{type: dpo, beta: " + settings.online().beta() + "}";
        }
    },
    LENGTH_REGULARISED("lr-dpo", "length-regularised") {
        @Override
        String loss(DemoSettings settings) {
            return "{type: length-regularised-dpo, beta: " + settings.online().beta() + "}";
        }
    };

    private final String id;
    private final String title;

    Arm(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /// Name of its run.
    String id() {
        return id;
    }

    /// What it is, for people.
    String title() {
        return title;
    }

    /// Its loss in a recipe.
    abstract String loss(DemoSettings settings);
}
