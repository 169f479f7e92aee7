import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/core/styles/Button.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import "@mantine/core/styles/Loader.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/Progress.layer.css";
import "@mantine/core/styles/Skeleton.layer.css";
import "@mantine/core/styles/Badge.layer.css";
import "@mantine/core/styles/Alert.layer.css";
import "@mantine/core/styles/Anchor.layer.css";
import "@mantine/core/styles/Text.layer.css";
import "@mantine/core/styles/Title.layer.css";
import "@mantine/core/styles/Stack.layer.css";
import "@mantine/core/styles/Group.layer.css";
import "@mantine/core/styles/Table.layer.css";
import "./page.css";
import { createTheme, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { isPassing } from "./problem.ts";

/** Colours and sizes stand in page.css: a style that a script writes into the page would need a weaker content security policy. */
const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // a dialog's head is no head of the page
    ModalHeader: { defaultProps: { role: "presentation" } },
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } },
  },
});

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && isPassing(error), staleTime: 1000 },
  },
});

/** Shows an application of ours in the page: `main` gets the host's configuration. */
export const openPage = async (main: (configuration: Configuration) => ReactNode): Promise<void> => {
  const place = document.getElementById("page");
  if (place === null) throw new Error("the page has no place for the application");
  const configuration = await readConfiguration();
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <BrowserRouter>{main(configuration)}</BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
};
